import type { ModuleSource } from './index.ts'
import { atLines } from './python-text.ts'

/** `http.server`, which also runs by itself: `python3 -m http.server`. */
export const HTTP_SERVER: ModuleSource = {
  kind: 'source',
  file: '/usr/lib/python3.11/http/server.py',
  text: atLines([
    [
      1,
      `
import os
import socket
import socketserver
import sys
import time

__version__ = '0.6'
REASONS = {200: 'OK', 206: 'Partial Content', 301: 'Moved Permanently', 304: 'Not Modified', 400: 'Bad request syntax', 403: 'Forbidden', 404: 'File not found', 405: 'Method Not Allowed', 500: 'Internal Server Error', 501: 'Unsupported method', 505: 'HTTP Version not supported'}
PHRASES = {400: 'Bad Request', 404: 'Not Found', 501: 'Not Implemented', 505: 'HTTP Version Not Supported'}
EXPLANATIONS = {400: 'Bad request syntax or unsupported method', 403: 'Request forbidden -- authorization will not help', 404: 'Nothing matches the given URI', 405: 'Specified method is invalid for this resource', 500: 'Server got itself in trouble', 501: 'Server does not support this operation', 505: 'Cannot fulfill request'}
ERROR_PAGE = '''<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: %(code)d</p>
        <p>Message: %(message)s.</p>
        <p>Error code explanation: %(code)s - %(explain)s.</p>
    </body>
</html>
'''

def escape(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')

class Headers:
    def __init__(self):
        self.items_ = []
    def add(self, name, value):
        self.items_.append((name, value))
    def get(self, name, default=None):
        for key, value in self.items_:
            if key.lower() == name.lower():
                return value
        return default
    def __getitem__(self, name):
        return self.get(name)
    def __contains__(self, name):
        return self.get(name) is not None
    def items(self):
        return list(self.items_)
    def keys(self):
        return [key for key, value in self.items_]
    def __str__(self):
        return ''.join('%s: %s\\n' % item for item in self.items_) + '\\n'

class HTTPServer(socketserver.TCPServer):
    allow_reuse_address = True
    def server_bind(self):
`,
    ],
    [
      136,
      `
        socketserver.TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name = host
        self.server_port = port

class ThreadingHTTPServer(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True

class BaseHTTPRequestHandler(socketserver.StreamRequestHandler):
    sys_version = 'Python/' + sys.version.split()[0]
    server_version = 'SimpleHTTP/' + __version__
    default_request_version = 'HTTP/0.9'
    protocol_version = 'HTTP/1.0'

    def parse_request(self):
        self.command = None
        self.request_version = self.default_request_version
        self.close_connection = True
        requestline = self.raw_requestline.decode('latin-1').rstrip('\\r\\n')
        self.requestline = requestline
        words = requestline.split()
        if len(words) == 0:
            return False
        if len(words) >= 3:
            version = words[-1]
            if not version.startswith('HTTP/'):
                self.send_error(400, 'Bad request version (%r)' % version)
                return False
            numbers = version.split('/', 1)[1].split('.')
            if len(numbers) != 2 or not numbers[0].isdigit() or not numbers[1].isdigit():
                self.send_error(400, 'Bad request version (%r)' % version)
                return False
            if int(numbers[0]) >= 2:
                self.send_error(505, 'Invalid HTTP version (%s)' % version.split('/', 1)[1])
                return False
            if (int(numbers[0]), int(numbers[1])) >= (1, 1) and self.protocol_version >= 'HTTP/1.1':
                self.close_connection = False
            self.request_version = version
        if not 2 <= len(words) <= 3:
            self.send_error(400, 'Bad request syntax (%r)' % requestline)
            return False
        command, path = words[:2]
        if len(words) == 2:
            if command != 'GET':
                self.send_error(400, 'Bad HTTP/0.9 request type (%r)' % command)
                return False
        self.command, self.path = command, path
        self.headers = Headers()
        if len(words) == 3:
            while True:
                line = self.rfile.readline(65537).decode('latin-1')
                if line in ('\\r\\n', '\\n', ''):
                    break
                name, mark, value = line.partition(':')
                if mark:
                    self.headers.add(name.strip(), value.strip())
        kept = (self.headers.get('Connection') or '').lower()
        if kept == 'close':
            self.close_connection = True
        elif kept == 'keep-alive' and self.protocol_version >= 'HTTP/1.1':
            self.close_connection = False
        return True

    def handle_one_request(self):
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline:
                self.close_connection = True
                return
            if not self.parse_request():
                return
            method = getattr(self, 'do_' + self.command, None)
            if method is None:
                self.send_error(501, 'Unsupported method (%r)' % self.command)
                return
            method()
            self.wfile.flush()
        except ConnectionError as e:
            self.close_connection = True
        except TimeoutError as e:
            self.log_error('Request timed out: %r', e)
            self.close_connection = True

    def handle(self):
        self.close_connection = True
        self.handle_one_request()
        while not self.close_connection:
            self.handle_one_request()

    def send_error(self, code, message=None, explain=None):
        short = PHRASES.get(code) or REASONS.get(code, '???')
        if message is None:
            message = short
        self.log_error('code %d, message %s', code, message)
        self.send_response(code, message)
        self.send_header('Connection', 'close')
        body = (ERROR_PAGE % {'code': code, 'message': escape(message), 'explain': explain or EXPLANATIONS.get(code, '???')}).encode('utf-8')
        self.send_header('Content-Type', 'text/html;charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.command != 'HEAD' and code >= 200:
            self.wfile.write(body)

    def send_response(self, code, message=None):
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header('Server', self.version_string())
        self.send_header('Date', self.date_time_string())

    def send_response_only(self, code, message=None):
        self._headers = []
        if self.request_version != 'HTTP/0.9':
            if message is None:
                message = REASONS.get(code, '')
            self._headers.append('%s %d %s\\r\\n' % (self.protocol_version, code, message))

    def send_header(self, keyword, value):
        if self.request_version != 'HTTP/0.9':
            self._headers.append('%s: %s\\r\\n' % (keyword, value))
        if keyword.lower() == 'connection':
            self.close_connection = value.lower() == 'close'

    def end_headers(self):
        if self.request_version != 'HTTP/0.9':
            self._headers.append('\\r\\n')
            self.wfile.write(''.join(self._headers).encode('latin-1'))
        self._headers = []

    def log_request(self, code='-', size='-'):
        self.log_message('"%s" %s %s', self.requestline, str(code), str(size))

    def log_error(self, format, *args):
        self.log_message(format, *args)

    def log_message(self, format, *args):
        sys.stderr.write('%s - - [%s] %s\\n' % (self.address_string(), self.log_date_time_string(), format % args))

    def version_string(self):
        return self.server_version + ' ' + self.sys_version

    def date_time_string(self, timestamp=None):
        return time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(timestamp))

    def log_date_time_string(self):
        return time.strftime('%d/%b/%Y %H:%M:%S')

    def address_string(self):
        return self.client_address[0]

TYPES = {'.html': 'text/html', '.htm': 'text/html', '.txt': 'text/plain', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.png': 'image/png', '.jpg': 'image/jpeg', '.gif': 'image/gif', '.svg': 'image/svg+xml', '.py': 'text/x-python', '.sh': 'application/x-sh', '.xml': 'text/xml', '.md': 'text/markdown', '.tar': 'application/x-tar', '.gz': 'application/gzip', '.conf': 'text/plain', '.c': 'text/plain'}
KEPT = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/'

def quote(text):
    return ''.join(chr(b) if chr(b) in KEPT else '%%%02X' % b for b in text.encode('utf-8'))

def unquote(text):
    parts = text.split('%')
    data = parts[0].encode('utf-8')
    for part in parts[1:]:
        try:
            data += bytes([int(part[:2], 16)]) + part[2:].encode('utf-8')
        except ValueError:
            data += b'%' + part.encode('utf-8')
    return data.decode('utf-8', errors='replace')

class SimpleHTTPRequestHandler(BaseHTTPRequestHandler):
    directory = None

    def do_GET(self):
        body = self.send_head()
        if body is not None:
            self.wfile.write(body)

    def do_HEAD(self):
        self.send_head()

    def translate_path(self, path):
        path = unquote(path.split('?', 1)[0].split('#', 1)[0])
        words = []
        for word in path.split('/'):
            if word == '..':
                words = words[:-1]
            elif word not in ('', '.'):
                words.append(word)
        result = os.path.join(self.directory or os.getcwd(), *words)
        return result + '/' if path.endswith('/') else result

    def send_head(self):
        path = self.translate_path(self.path)
        if os.path.isdir(path):
            base = self.path.split('?', 1)[0].split('#', 1)[0]
            if not base.endswith('/'):
                self.send_response(301)
                self.send_header('Location', base + '/')
                self.send_header('Content-Length', '0')
                self.end_headers()
                return None
            for index in ('index.html', 'index.htm'):
                if os.path.isfile(os.path.join(path, index)):
                    path = os.path.join(path, index)
                    break
            else:
                return self.list_directory(path)
        if path.endswith('/'):
            self.send_error(404, 'File not found')
            return None
        try:
            with open(path, 'rb') as f:
                data = f.read()
        except OSError:
            self.send_error(404, 'File not found')
            return None
        self.send_response(200)
        self.send_header('Content-type', TYPES.get(os.path.splitext(path)[1].lower(), 'application/octet-stream'))
        self.send_header('Content-Length', str(len(data)))
        self.send_header('Last-Modified', self.date_time_string(os.path.getmtime(path)))
        self.end_headers()
        return data

    def list_directory(self, path):
        try:
            names = os.listdir(path)
        except OSError:
            self.send_error(404, 'No permission to list directory')
            return None
        names.sort(key=lambda a: a.lower())
        title = 'Directory listing for ' + escape(unquote(self.path))
        lines = ['<!DOCTYPE HTML>', '<html lang="en">', '<head>', '<meta charset="utf-8">', '<title>%s</title>' % title, '</head>', '<body>', '<h1>%s</h1>' % title, '<hr>', '<ul>']
        for name in names:
            shown = link = name
            if os.path.isdir(os.path.join(path, name)):
                shown = link = name + '/'
            if os.path.islink(os.path.join(path, name)):
                shown = name + '@'
            lines.append('<li><a href="%s">%s</a></li>' % (quote(link), escape(shown)))
        lines += ['</ul>', '<hr>', '</body>', '</html>', '']
        body = '\\n'.join(lines).encode('utf-8')
        self.send_response(200)
        self.send_header('Content-type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        return body

def test(HandlerClass, ServerClass, port, bind):
    addr = (bind if bind is not None else '0.0.0.0', port)
    if bind is not None and ':' in bind:
        ServerClass.address_family = socket.AF_INET6
`,
    ],
    [
      1256,
      `
    with ServerClass(addr, HandlerClass) as httpd:
        host, port = httpd.socket.getsockname()[:2]
        url_host = '[' + host + ']' if ':' in host else host
        print('Serving HTTP on %s port %d (http://%s:%d/) ...' % (host, port, url_host, port), flush=True)
        try:
            httpd.serve_forever()
        except KeyboardInterrupt:
            print('\\nKeyboard interrupt received, exiting.')
            sys.exit(0)

USAGE = 'usage: server.py [-h] [--cgi] [--bind ADDRESS] [--directory DIRECTORY] [--protocol VERSION] [port]'

def options(words):
    port, bind, directory = 8000, None, None
    words = list(words)
    while words:
        word = words.pop(0)
        name, mark, value = word.partition('=')
        if name in ('-b', '--bind', '-d', '--directory', '-p', '--protocol'):
            if not mark:
                if not words:
                    fail('argument %s: expected one argument' % {'-b': '-b/--bind', '-d': '-d/--directory', '-p': '-p/--protocol'}.get(name[:2] if name[1] != '-' else name[1:3], name))
                value = words.pop(0)
            if name in ('-b', '--bind'):
                bind = value
            elif name in ('-d', '--directory'):
                directory = value
            else:
                SimpleHTTPRequestHandler.protocol_version = value
        elif word.startswith('-'):
            fail('unrecognized arguments: ' + word)
        else:
            try:
                port = int(word)
            except ValueError:
                fail("argument port: invalid int value: '%s'" % word)
    return port, bind, directory

def fail(message):
    print(USAGE, file=sys.stderr)
    print('server.py: error: ' + message, file=sys.stderr)
    sys.exit(2)
`,
    ],
    [
      1299,
      `
class DualStackServer(ThreadingHTTPServer):
    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        return super().server_bind()
`,
    ],
    [
      1305,
      `
if __name__ == '__main__':
    port, bind, SimpleHTTPRequestHandler.directory = options(sys.argv[1:])
`,
    ],
    [
      1309,
      `
    test(
        HandlerClass=SimpleHTTPRequestHandler, ServerClass=DualStackServer, port=port, bind=bind
    )
`,
    ],
  ]),
}
