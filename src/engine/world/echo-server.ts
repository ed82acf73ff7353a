/** Where the host keeps it, to read and to run. */
export const ECHO_SERVER_PATH = 'usr/share/doc/strata/echo-server.py'

/** A server as small as one can be: what a client says comes back. */
export const ECHO_SERVER = `"""An echo server: what a client says comes back. Run it: python3 echo-server.py 7000"""
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 7

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("0.0.0.0", port))
server.listen(5)
print("listening on port", port, flush=True)

while True:
    connection, peer = server.accept()
    print(peer[0], peer[1], "is here", flush=True)
    while True:
        data = connection.recv(1024)
        if not data:  # the client has said all
            break
        connection.sendall(data)
    connection.close()
    print(peer[0], peer[1], "is gone", flush=True)
`
