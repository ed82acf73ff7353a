import lock from '../catalog.lock.json' with { type: 'json' }
import type { CatalogLock } from '../lock.ts'
import type { RepositorySource } from '../protocol.ts'
import type { RepositoryRecipe } from '../recipe.ts'
import { sourceOf } from '../source.ts'
import { almalinux } from './almalinux.ts'
import { alpine } from './alpine.ts'
import { buildpackDeps } from './buildpack-deps.ts'
import { busybox } from './busybox.ts'
import { centos } from './centos.ts'
import { debian } from './debian-images.ts'
import { dockerfile } from './dockerfile.ts'
import { helloWorld } from './hello-world.ts'
import { httpd } from './httpd.ts'
import { memcached } from './memcached.ts'
import { mysql } from './mysql.ts'
import { nginx } from './nginx.ts'
import { node } from './node.ts'
import { oraclelinux } from './oraclelinux.ts'
import { others } from './others.ts'
import { postgres } from './postgres.ts'
import { python } from './python.ts'
import { redis } from './redis.ts'
import { redisearch } from './redisearch.ts'
import { registry } from './registry.ts'
import { listedSource, SEARCH_ONLY } from './search-only.ts'
import { temurin } from './temurin.ts'
import { tomcat } from './tomcat.ts'
import { ubuntu } from './ubuntu.ts'
import { zookeeper } from './zookeeper.ts'

/** Every repository that readers find on the hub. */
export const CATALOG: readonly RepositoryRecipe[] = [
  helloWorld,
  busybox,
  alpine,
  debian,
  ubuntu,
  centos,
  almalinux,
  oraclelinux,
  buildpackDeps,
  temurin,
  redis,
  nginx,
  python,
  mysql,
  zookeeper,
  httpd,
  node,
  tomcat,
  registry,
  postgres,
  memcached,
  redisearch,
  dockerfile,
  ...others,
]

/** Digests and sizes of all that the catalog holds. */
export const CATALOG_LOCK: CatalogLock = lock

/**
 * The catalog as repositories of a registry, and those that only a search finds. Each is put together when first asked
 * for.
 */
export const catalogSources = (): RepositorySource[] => [
  ...CATALOG.map((recipe) => sourceOf(recipe, CATALOG_LOCK)),
  ...SEARCH_ONLY.map(listedSource),
]
