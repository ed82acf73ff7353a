import type { ModuleSource } from './index.ts'
import { atLines } from './python-text.ts'

/** `socketserver`: the servers that lessons use. */
export const SOCKETSERVER: ModuleSource = {
  kind: 'source',
  file: '/usr/lib/python3.11/socketserver.py',
  text: atLines([
    [
      1,
      `
import socket
import threading
import select
import sys

class BaseServer:
    timeout = None
    def __init__(self, server_address, RequestHandlerClass):
        self.server_address = server_address
        self.RequestHandlerClass = RequestHandlerClass
        self._stop = False
    def serve_forever(self, poll_interval=0.5):
        while not self._stop:
            self.handle_request()
    def shutdown(self):
        self._stop = True
    def handle_request(self):
        try:
            request, client_address = self.get_request()
        except OSError:
            return
        self.process_request(request, client_address)
    def process_request(self, request, client_address):
        try:
            self.finish_request(request, client_address)
        except Exception as e:
            self.error = e
            self.handle_error(request, client_address)
        self.shutdown_request(request)
    def finish_request(self, request, client_address):
        self.RequestHandlerClass(request, client_address, self)
    def handle_error(self, request, client_address):
        print('-' * 40, file=sys.stderr)
        print('Exception occurred during processing of request from', client_address, file=sys.stderr)
        print('%s: %s' % (type(self.error).__name__, self.error), file=sys.stderr)
        print('-' * 40, file=sys.stderr)
    def __enter__(self):
        return self
    def __exit__(self, *args):
        self.server_close()
`,
    ],
    [
      440,
      `
class TCPServer(BaseServer):
    address_family = socket.AF_INET
    socket_type = socket.SOCK_STREAM
    request_queue_size = 5
    allow_reuse_address = False
    def __init__(self, server_address, RequestHandlerClass, bind_and_activate=True):
        BaseServer.__init__(self, server_address, RequestHandlerClass)
        self.socket = socket.socket(self.address_family, self.socket_type)
        if bind_and_activate:
            try:
`,
    ],
    [
      456,
      `
                self.server_bind()
                self.server_activate()
            except:
                self.server_close()
                raise
    def server_bind(self):
        if self.allow_reuse_address:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
`,
    ],
    [
      472,
      `
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
    def server_activate(self):
        self.socket.listen(self.request_queue_size)
    def server_close(self):
        self.socket.close()
    def fileno(self):
        return self.socket.fileno()
    def get_request(self):
        return self.socket.accept()
    def shutdown_request(self, request):
        try:
            request.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        request.close()

class ThreadingMixIn:
    daemon_threads = False
    def process_request(self, request, client_address):
        t = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        t.start()
    def process_request_thread(self, request, client_address):
        try:
            self.finish_request(request, client_address)
        except Exception as e:
            self.error = e
            self.handle_error(request, client_address)
        self.shutdown_request(request)

class ThreadingTCPServer(ThreadingMixIn, TCPServer):
    pass

class BaseRequestHandler:
    def __init__(self, request, client_address, server):
        self.request = request
        self.client_address = client_address
        self.server = server
        self.setup()
        try:
            self.handle()
        finally:
            self.finish()
    def setup(self):
        pass
    def handle(self):
        pass
    def finish(self):
        pass

class StreamRequestHandler(BaseRequestHandler):
    def setup(self):
        self.connection = self.request
        self.rfile = self.connection.makefile('rb')
        self.wfile = self.connection.makefile('wb', 0)
    def finish(self):
        self.wfile.close()
        self.rfile.close()
`,
    ],
  ]),
}
