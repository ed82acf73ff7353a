/** Configuration and start-up script of the mysql images. */

export const MY_CNF = `# Settings of the server: see option files in the manual.

[mysqld]
skip-name-resolve
datadir=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock
secure-file-priv=/var/lib/mysql-files
user=mysql
pid-file=/var/run/mysqld/mysqld.pid

[client]
socket=/var/run/mysqld/mysqld.sock

!includedir /etc/mysql/conf.d/
`

export const ENTRYPOINT = `#!/bin/bash
set -eo pipefail

log() {
	echo "$(date --rfc-3339=seconds) [$1] [Entrypoint]: $2"
}

# The first argument is an option: it is meant for the server.
if [ "\${1:0:1}" = '-' ]; then
	set -- mysqld "$@"
fi

if [ "$1" = 'mysqld' ]; then
	# Started as root: the data belongs to mysql from here on, and so does the process.
	if [ "$(id -u)" = 0 ]; then
		mkdir -p /var/lib/mysql /var/run/mysqld
		chown -R mysql:mysql /var/lib/mysql /var/run/mysqld
		exec gosu mysql "$0" "$@"
	fi

	# An empty directory becomes a database, with the password that was asked for.
	if [ ! -d /var/lib/mysql/mysql ]; then
		if [ -z "$MYSQL_ROOT_PASSWORD" ] && [ -z "$MYSQL_ALLOW_EMPTY_PASSWORD" ] && [ -z "$MYSQL_RANDOM_ROOT_PASSWORD" ]; then
			log ERROR "Database is uninitialized and password option is not specified"
			echo "    You need to specify one of the following as an environment variable:"
			echo "    - MYSQL_ROOT_PASSWORD"
			echo "    - MYSQL_ALLOW_EMPTY_PASSWORD"
			echo "    - MYSQL_RANDOM_ROOT_PASSWORD"
			exit 1
		fi
		log Note "Initializing database files"
		"$@" --initialize-insecure --default-time-zone=SYSTEM
		for file in /docker-entrypoint-initdb.d/*; do
			[ -f "$file" ] && log Note "running $file"
		done
	fi
fi

exec "$@"
`
