import type { BlobDigest } from '../../base/digest.ts'
import type { RepositorySource } from '../protocol.ts'
import type { Publisher } from '../recipe.ts'

/** A repository that a search finds and that has no image for us: a pull says that its manifest is unknown. */
export interface Listed {
  readonly name: string
  readonly publisher: Publisher
  readonly stars: number
  readonly description: string
}

/** Class, name as people write it, stars, what its page says in one line. */
const LIST = `
official pypy 410 PyPy is a fast, compliant alternative implementation of the Python language.
official hylang 60 Hy is a Lisp dialect that translates expressions into Python's abstract syntax tree.
official mariadb 6000 MariaDB Server is a high performing open source relational database, forked from MySQL.
official percona 640 Percona Server is a fork of the MySQL relational database management system.
official mongo 10500 MongoDB document databases provide high availability and easy scalability.
official golang 5000 Go is a general purpose, higher-level, imperative programming language.
official openjdk 4000 DEPRECATED; early access builds of OpenJDK remain.
official wordpress 5800 The WordPress rich content management system can utilize plugins, widgets and themes.
official rabbitmq 5200 RabbitMQ is an open source multi-protocol messaging broker.
official traefik 3500 Traefik, the cloud native edge router.
official caddy 900 Caddy is a powerful, enterprise-ready, open source web server with automatic HTTPS.
official haproxy 2000 HAProxy, the reliable, high performance TCP and HTTP load balancer.
official php 7800 While designed for web development, the PHP scripting language also provides general-purpose use.
official ruby 2500 Ruby is a dynamic, reflective, object-oriented, general-purpose, open-source language.
official rust 1400 Rust is a systems programming language focused on safety, speed and concurrency.
official amazonlinux 250 Amazon Linux provides a stable environment for applications running on AWS.
official rockylinux 300 The official build of Rocky Linux.
official fedora 1200 Official images of Fedora Linux.
official elasticsearch 6500 Elasticsearch is a distributed search and analytics engine.
official influxdb 1900 InfluxDB is an open source time series database.
official nextcloud 4200 A safe home for all your data.
official adminer 960 Database management in a single PHP file, for MySQL, PostgreSQL and others.
official phpmyadmin 1100 A web interface for MySQL and MariaDB.
official docker 2600 Docker in Docker!
official swarm 200 DEPRECATED; standalone Swarm.
verified bitnami/python 34 Bitnami container image for Python
verified bitnami/nginx 210 Bitnami container image for NGINX
verified bitnami/mysql 130 Bitnami container image for MySQL
verified bitnami/mariadb 180 Bitnami container image for MariaDB
verified bitnami/zookeeper 120 Bitnami container image for Apache ZooKeeper
verified bitnami/tomcat 52 Bitnami container image for Apache Tomcat
verified bitnami/redis-cluster 40 Bitnami container image for Redis Cluster
verified bitnami/redis-sentinel 45 Bitnami container image for Redis Sentinel
verified bitnami/memcached 25 Bitnami container image for Memcached
verified bitnami/node 72 Bitnami container image for Node.js
verified redis/redis-stack 170 redis-stack installs a Redis server with additional database capabilities
verified redis/redis-stack-server 110 redis-stack-server installs a Redis server with additional database capabilities
verified redis/redisinsight 45 The image of Redis Insight, a tool to look into databases
verified redislabs/rejson 55 Redis with the ReJSON module pre-loaded.
verified redislabs/redis 45 Clustered in-memory database engine compatible with open source Redis
verified cimg/python 15 The CircleCI image for Python
verified circleci/python 78 Python is an interpreted, interactive, object-oriented, open-source programming language.
verified cimg/node 22 The CircleCI image for Node.js
verified circleci/node 130 Node.js is a JavaScript-based platform for server-side and networking applications.
verified nginx/nginx-ingress 110 NGINX and NGINX Plus Ingress Controllers for Kubernetes
verified nginx/unit 65 DEPRECATED; dynamic web and application server
verified nginx/nginx-prometheus-exporter 55 NGINX Prometheus Exporter for NGINX and NGINX Plus
verified ubuntu/nginx 130 Nginx, a high-performance reverse proxy & web server. Long-term tracks maintained by Canonical.
verified ubuntu/mysql 65 MySQL open source fast, stable, multi-thread database. Maintained by Canonical.
verified ubuntu/redis 25 Redis, an open source key-value store. Long-term tracks maintained by Canonical.
verified ubuntu/apache2 75 Apache, a secure & extensible open-source HTTP server. Maintained by Canonical.
verified ubuntu/python 30 A chiselled Ubuntu with Python.
verified paketobuildpacks/nginx 1 Server for web pages as a cloud native buildpack
verified grafana/grafana 3300 The open observability platform
verified grafana/mysql 2 Image to test dashboards with
verified hashicorp/terraform 320 Terraform enables you to create, change and improve infrastructure
verified percona/percona-server 40 Percona Server for MySQL as its makers build it
verified rancher/hello-world 6 A page that says hello, for trying things out
sponsored nginxinc/nginx-unprivileged 190 Unprivileged NGINX Dockerfiles
sponsored linuxserver/mariadb 320 A Mariadb container, brought to you by LinuxServer.io.
sponsored linuxserver/mysql-workbench 70 A MySQL Workbench container, brought to you by LinuxServer.io.
sponsored linuxserver/python 7 A Python container, brought to you by LinuxServer.io.
sponsored jenkins/jenkins 4100 The leading open source automation server
sponsored gitea/gitea 950 Gitea: Git with a cup of tea, a self-hosted Git service
sponsored pihole/pihole 2700 Pi-hole in a container
sponsored apache/airflow 650 Apache Airflow
sponsored apache/kafka 210 Apache Kafka
sponsored apache/zookeeper 8 Apache ZooKeeper as its project builds it
sponsored oliver006/redis_exporter 40 Prometheus exporter for Redis metrics
sponsored prom/mysqld-exporter 55 Exporter for MySQL server metrics
sponsored kasmweb/nginx 9 Web server for Kasm Workspaces
none arm64v8/redis 4 DEPRECATED names of platforms; use the repository of the same name
none arm32v7/python 30 Python for 32-bit ARM
none rapidfort/redis 15 RapidFort optimized, hardened image for Redis
none rapidfort/nginx 16 RapidFort optimized, hardened image for NGINX
none rapidfort/mysql 25 RapidFort optimized, hardened image for MySQL
none jwilder/nginx-proxy 2150 Automated nginx proxy for containers, by watching the daemon
none jc21/nginx-proxy-manager 2400 Docker container for managing Nginx proxy hosts with a simple interface
none richarvey/nginx-php-fpm 820 Container running Nginx and PHP-FPM, able to pull its code from git
none tiangolo/uwsgi-nginx-flask 830 Image with uWSGI and Nginx for Flask applications in Python
none wurstmeister/zookeeper 240 ZooKeeper in a container
none digitalwonderland/zookeeper 20 Latest ZooKeeper - clusterable
none mysql/mysql-server 1030 Optimized MySQL Server images. Created and maintained by the MySQL team at Oracle.
none mysql/mysql-cluster 100 Experimental MySQL Cluster images from the MySQL team
none centos/mysql-57-centos7 94 MySQL 5.7 SQL database server
none centos/python-36-centos7 18 Platform for building and running Python 3.6 applications
none centos/httpd-24-centos7 46 Platform for running Apache httpd 2.4 or building applications on it
none dockette/redis 0 A small Redis
none corpusops/zookeeper 0 https://github.com/corpusops/docker-images/
none mintel/redis 0
none vmware/nginx-photon 1
none crunchgeek/mysql 0
none cloudposse/busybox 1 BusyBox with a few more tools
none progrium/busybox 71
none odise/busybox-curl 4
none kitematic/hello-world-nginx 157 A light-weight nginx container that demonstrates the features of Kitematic
`

const CLASSES: Readonly<Record<string, Publisher>> = {
  official: 'official',
  verified: 'verified publisher',
  sponsored: 'sponsored open source',
  none: 'none',
}

/** Repositories that are only found. */
export const SEARCH_ONLY: readonly Listed[] = LIST.trim()
  .split('\n')
  .map((line) => {
    const [kind = '', name = '', stars, ...words] = line.split(' ')
    const publisher = CLASSES[kind]
    if (!publisher || !Number.isInteger(Number(stars))) throw new Error(`not a repository: ${line}`)
    return { name, publisher, stars: Number(stars), description: words.join(' ') }
  })

/** A repository without tags: it exists, but whatever one asks of it is unknown. */
export const listedSource = ({ name, publisher, stars, description }: Listed): RepositorySource => {
  const repository = name.includes('/') ? name : `library/${name}`
  return {
    name: repository,
    description,
    stars,
    official: publisher === 'official',
    open: () => ({
      name: repository,
      tags: new Map<string, BlobDigest>(),
      manifests: new Map(),
      blobs: new Map(),
    }),
  }
}
