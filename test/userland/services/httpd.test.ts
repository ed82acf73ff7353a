import { describe, expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

const dated = (text: string): string =>
  text
    .replaceAll('\r', '')
    .replace(/^\[\w{3} \w{3} \d\d [\d:.]+ \d{4}\]/gm, '[TIME]')
    .replace(/^(Date|Last-Modified): .*/gm, '$1')
    .replace(/ETag: "(\w+)-\w+"/, 'ETag $1')
    .replace(/pid \d\d+:tid \d+/, 'pid N:tid N')
    .replace(/\[\d\d\/\w+\/\d{4}:[^\]]*\]/g, '[TIME]')

describe('httpd', async () => {
  const host = openHost('httpd')
  await host.ok(
    'docker pull -q httpd:2.4 > /dev/null; docker run -d --name web -p 8080:80 httpd:2.4 > /dev/null; sleep 1',
  )

  it('serves what lies in its folder, and tells of it', async () => {
    const { stdout } = await host.sh(`exec 2>&1; curl -si localhost:8080; curl -si localhost:8080/nope
docker exec web sh -c 'mkdir htdocs/sub; echo mine > htdocs/index.html; echo x > htdocs/a.css'; curl -s localhost:8080
curl -sI localhost:8080/sub | grep Location; curl -so /dev/null -w '%{content_type} %{http_code}\\n' localhost:8080/a.css
curl -so /dev/null -w '%{http_code}\\n' -X DELETE localhost:8080; docker top web -o pid,user,args | cut -c 21- | sort | uniq -c; docker logs web`)
    expect(dated(stdout)).toBe(`HTTP/1.1 200 OK
Date
Server: Apache/2.4.65 (Unix)
Last-Modified
ETag 2d
Accept-Ranges: bytes
Content-Length: 45
Content-Type: text/html

<html><body><h1>It works!</h1></body></html>
HTTP/1.1 404 Not Found
Date
Server: Apache/2.4.65 (Unix)
Content-Length: 196
Content-Type: text/html; charset=iso-8859-1

<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
mine
Location: http://localhost:8080/sub/
text/css 200
405
      1 USER                COMMAND
      1 root                httpd -DFOREGROUND
      3 www-data            httpd -DFOREGROUND
${NAMELESS.repeat(2)}[TIME] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations
[TIME] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'
172.17.0.1 - - [TIME] "GET / HTTP/1.1" 200 45
172.17.0.1 - - [TIME] "GET /nope HTTP/1.1" 404 196
172.17.0.1 - - [TIME] "GET / HTTP/1.1" 200 5
172.17.0.1 - - [TIME] "HEAD /sub HTTP/1.1" 301 -
172.17.0.1 - - [TIME] "GET /a.css HTTP/1.1" 200 2
172.17.0.1 - - [TIME] "DELETE / HTTP/1.1" 405 223
`)
  })

  it('reads its configuration again, says what is wrong with it, and ends calmly', async () => {
    const { stdout } = await host.sh(`exec 2>&1; e() { docker exec web "$@"; }
e sh -c 'mkdir /srv/b; echo other > /srv/b/start.html; chmod 700 /srv/b/start.html; cat >> conf/httpd.conf <<X
ServerName web.example
Redirect permanent /old /
ErrorDocument 404 "nothing here"
<VirtualHost *:80>
  ServerName a.example
</VirtualHost>
<VirtualHost *:80>
  ServerName b.example
  DocumentRoot "/srv/b"
  DirectoryIndex start.html
  CustomLog logs/b common
</VirtualHost>
<Directory /srv/b>
  Require all granted
</Directory>
X'
e httpd -t; e httpd -k graceful; sleep .2; curl -s localhost:8080/nope; echo; curl -sI localhost:8080/old | grep Loc
curl -sH 'Host: b.example' -o /dev/null -w '%{http_code}\n' localhost:8080; e chmod 644 /srv/b/start.html; curl -sH 'Host: b.example' localhost:8080
e sh -c 'echo Lisen 81 >> conf/httpd.conf'; e httpd -t; e httpd -v | head -1; e sh -c 'sed -i /Lisen/d conf/httpd.conf; httpd -DFOREGROUND'
e cat logs/b; docker stop web; docker logs --tail 7 web`)
    expect(dated(stdout)).toBe(`Syntax OK
nothing here
Location: http://localhost:8080/
403
other
AH00526: Syntax error on line 47 of /usr/local/apache2/conf/httpd.conf:
Invalid command 'Lisen', perhaps misspelled or defined by a module not included in the server configuration
Server version: Apache/2.4.65 (Unix)
(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80
no listening sockets available, shutting down
AH00015: Unable to open logs
172.17.0.1 - - [TIME] "GET / HTTP/1.1" 403 199
172.17.0.1 - - [TIME] "GET / HTTP/1.1" 200 6
web
[TIME] [mpm_event:notice] [pid 1:tid 1] AH00493: SIGUSR1 received.  Doing graceful restart
[TIME] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations
[TIME] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'
172.17.0.1 - - [TIME] "GET /nope HTTP/1.1" 404 12
172.17.0.1 - - [TIME] "HEAD /old HTTP/1.1" 301 -
[TIME] [core:error] [pid N:tid N] (13)Permission denied: AH00132: file permissions deny server access: /srv/b/start.html
[TIME] [mpm_event:notice] [pid 1:tid 1] AH00492: caught SIGWINCH, shutting down gracefully
`)
  })
})

const NAMELESS =
  "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 172.17.0.2. Set the 'ServerName' directive globally to suppress this message\n"
