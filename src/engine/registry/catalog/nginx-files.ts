/** Configuration, pages and start-up scripts of the nginx image. */

export const NGINX_CONF = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';
    access_log  /var/log/nginx/access.log  main;

    sendfile           on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`

export const DEFAULT_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

const MIME: readonly (readonly [type: string, extensions: string])[] = [
  ['text/html', 'html htm shtml'],
  ['text/css', 'css'],
  ['text/xml', 'xml'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpeg jpg'],
  ['application/javascript', 'js'],
  ['application/atom+xml', 'atom'],
  ['application/rss+xml', 'rss'],
  ['text/plain', 'txt'],
  ['image/avif', 'avif'],
  ['image/png', 'png'],
  ['image/svg+xml', 'svg svgz'],
  ['image/webp', 'webp'],
  ['image/x-icon', 'ico'],
  ['font/woff', 'woff'],
  ['font/woff2', 'woff2'],
  ['application/json', 'json'],
  ['application/pdf', 'pdf'],
  ['application/wasm', 'wasm'],
  ['application/zip', 'zip'],
  ['application/octet-stream', 'bin exe dll deb dmg iso img'],
  ['audio/mpeg', 'mp3'],
  ['video/mp4', 'mp4'],
  ['video/webm', 'webm'],
]

export const MIME_TYPES = `types {\n${MIME.map(([type, names]) => `    ${type.padEnd(40)} ${names};\n`).join('')}}\n`

export const INDEX_HTML = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto; font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page says that the web server is installed and answers. What it serves
lies in /usr/share/nginx/html.</p>
</body>
</html>
`

export const ERROR_HTML = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>The page cannot be shown now. The error log of the server tells why.</p>
</body>
</html>
`

/** Runs what lies in /docker-entrypoint.d, then the command. */
export const ENTRYPOINT = `#!/bin/sh
# vim:sw=4:ts=4:et
set -e

entrypoint_log() {
    if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$@"
    fi
}

if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
    if [ -n "$(ls -A /docker-entrypoint.d/ 2>/dev/null)" ]; then
        entrypoint_log "$0: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
        entrypoint_log "$0: Looking for shell scripts in /docker-entrypoint.d/"
        for f in /docker-entrypoint.d/*.sh; do
            if [ -x "$f" ]; then
                entrypoint_log "$0: Launching $f"
                "$f"
            else
                entrypoint_log "$0: Ignoring $f, not executable"
            fi
        done
        entrypoint_log "$0: Configuration complete; ready for start up"
    else
        entrypoint_log "$0: No files found in /docker-entrypoint.d/, skipping configuration"
    fi
fi

exec "$@"
`

const LISTEN_ON_IPV6 = `#!/bin/sh
# Lets the default server listen on IPv6 too, where its file is as it was shipped.
set -e

ME=$(basename "$0")
FILE=/etc/nginx/conf.d/default.conf

if [ ! -f "$FILE" ]; then
    echo "$ME: info: $FILE is not a file or does not exist"
    exit 0
fi
if [ ! -w "$FILE" ]; then
    echo "$ME: info: can not modify $FILE (read-only file system?)"
    exit 0
fi
if grep -q "listen  \\[::]:80;" "$FILE"; then
    echo "$ME: info: IPv6 listen already enabled"
    exit 0
fi
sed -i -E 's,listen       80;,listen       80;\\n    listen  [::]:80;,' "$FILE"
echo "$ME: info: Enabled listen on IPv6 in $FILE"
`

const LOCAL_RESOLVERS = `#!/bin/sh
# With NGINX_ENTRYPOINT_LOCAL_RESOLVERS set, offers the name servers of the container to templates.
set -eu

[ "\${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ] || return 0

NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" { print $2 }' /etc/resolv.conf)
export NGINX_LOCAL_RESOLVERS
`

const ENVSUBST = `#!/bin/sh
# Writes /etc/nginx/conf.d/NAME for every /etc/nginx/templates/NAME.template, with variables filled in.
set -e

TEMPLATES=\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
OUTPUT=\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$TEMPLATES" ] || exit 0
for template in "$TEMPLATES"/*.template; do
    [ -f "$template" ] || continue
    name=$(basename "$template" .template)
    echo "$(basename "$0"): Running envsubst on $template to $OUTPUT/$name"
    envsubst < "$template" > "$OUTPUT/$name"
done
`

const TUNE_WORKERS = `#!/bin/sh
# With NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE set, runs as many workers as there are processors.
set -eu

[ "\${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0

sed -i -E "s/^worker_processes.*$/worker_processes  $(nproc);/" /etc/nginx/nginx.conf
`

/** Scripts of /docker-entrypoint.d in the order in which they are copied. */
export const SCRIPTS: readonly (readonly [name: string, content: string])[] = [
  ['10-listen-on-ipv6-by-default.sh', LISTEN_ON_IPV6],
  ['15-local-resolvers.envsh', LOCAL_RESOLVERS],
  ['20-envsubst-on-templates.sh', ENVSUBST],
  ['30-tune-worker-processes.sh', TUNE_WORKERS],
]
