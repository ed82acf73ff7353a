#!/usr/bin/env python3
"""Records who reaches a container's server, and as whom, from a real Docker. Run as root where dockerd runs, its image busybox pulled:
record-reachability.py [mode...] > fixtures/reachability.json. It makes the interface lan0 with a namespace behind it that plays a machine of the LAN."""
import concurrent.futures, itertools, json, subprocess, sys, time

HOST, LAN = '192.168.77.1', '192.168.77.2'
SERVER = '''
import socket, sys
host, port = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((host, port)); s.listen(64); print('up', flush=True)
while True:
    c, a = s.accept(); c.sendall(a[0].removeprefix('::ffff:').encode()); c.close()
'''
CLIENT = '''
import errno, socket, sys
host = sys.argv[1]
s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET); s.settimeout(5)
try:
    s.connect((host, int(sys.argv[2]))); print(s.recv(100).decode() or 'closed')
except TimeoutError: print('ETIMEDOUT')
except OSError as e: print(errno.errorcode[e.errno])
'''

def sh(line, check=True):
    r = subprocess.run(line, shell=True, capture_output=True, text=True)
    if check and r.returncode: sys.exit(f'{line}: {r.stderr}')
    return r.stdout.strip()

def pid(name): return sh(f"docker inspect -f '{{{{.State.Pid}}}}' {name}")
def inside(where):
    if where == 'host': return []
    if where == 'lan': return ['ip', 'netns', 'exec', 'lan']
    return ['nsenter', '-t', pid(where), '-n']

PUBLISH = {
    'none': '', 'all': '-p 8080:80', 'loopback': '-p 127.0.0.1:8080:80', 'address': f'-p {HOST}:8080:80', 'six': "-p '[::1]:8080:80'",
}
GATEWAY = 'com.docker.network.bridge.gateway_mode_ipv4'
MODES = {
    'bridge': ('', 'bridge', 'lab'), 'user': ('', 'lab', 'bridge'), 'internal': ('--internal', 'inner', 'bridge'),
    'routed': (f'-o {GATEWAY}=routed', 'routed', 'bridge'), 'unprotected': (f'-o {GATEWAY}=nat-unprotected', 'unprot', 'bridge'),
}
BINDS = ['0.0.0.0', '127.0.0.1', 'own', '::']

# Networks that are no bridge of the container's own: the host's, none, another container's (`peer`, which publishes the ports).
SHARED = {'host': (BINDS, ['none', 'all']), 'none': (BINDS[:2] + BINDS[3:], ['none', 'all']), 'container': (BINDS, ['none', 'all', 'loopback'])}
GATE = '172.17.0.1'

def shared_cells_of(mode, bind, publish):
    sh('docker network create lab')
    sh('docker run -d --name near busybox sleep 1000')
    sh('docker run -d --name far --network lab busybox sleep 1000')
    if mode == 'container': sh(f'docker run -d --name peer {PUBLISH[publish]} busybox sleep 1000')
    network = 'container:peer' if mode == 'container' else mode
    sh(f'docker run -d --name srv --network {network} {PUBLISH[publish] if mode != "container" else ""} busybox sleep 1000')
    own = sh("docker inspect -f '{{.NetworkSettings.IPAddress}}' peer") if mode == 'container' else HOST
    asked = {
        'host': [('srv', '127.0.0.1', 80), ('srv', HOST, 80), ('near', GATE, 80), ('near', HOST, 80), ('far', HOST, 80), ('host', '127.0.0.1', 80),
                 ('host', '::1', 80), ('host', HOST, 80), ('host', GATE, 80), ('host', '127.0.0.1', 8080), ('lan', HOST, 80), ('lan', HOST, 8080)],
        'none': [('srv', '127.0.0.1', 80), ('srv', '::1', 80), ('srv', HOST, 80), ('srv', GATE, 80), ('near', HOST, 8080), ('host', '127.0.0.1', 80),
                 ('host', '127.0.0.1', 8080), ('lan', HOST, 8080), ('lan', HOST, 80)],
        'container': [('srv', '127.0.0.1', 80), ('srv', own, 80), ('peer', '127.0.0.1', 80), ('peer', own, 80), ('near', own, 80), ('near', GATE, 8080),
                      ('near', HOST, 8080), ('far', own, 80), ('far', HOST, 8080), ('host', own, 80), ('host', '127.0.0.1', 8080), ('host', '::1', 8080),
                      ('host', HOST, 8080), ('srv', HOST, 8080), ('lan', HOST, 8080), ('lan', own, 80)],
    }[mode]
    result = answers_of(mode, bind, publish, own, asked)
    sh('docker rm -f srv near far' + (' peer' if mode == 'container' else ''))
    sh('docker network rm lab')
    return result

def answers_of(mode, bind, publish, own, asked):
    server = subprocess.Popen(inside('srv') + ['python3', '-c', SERVER, own if bind == 'own' else bind, '80'],
                              stdout=subprocess.PIPE, text=True)
    server.stdout.readline()
    ask = lambda a: subprocess.run(inside(a[0]) + ['python3', '-c', CLIENT, a[1], str(a[2])], capture_output=True, text=True).stdout.strip()
    with concurrent.futures.ThreadPoolExecutor(14) as pool: answers = list(pool.map(ask, asked))
    server.kill(); server.wait()
    return [{'mode': mode, 'bind': bind, 'publish': publish, 'from': f, 'to': t, 'port': p, 'answer': a}
            for (f, t, p), a in zip(asked, answers)]

def cells_of(mode, bind, publish):
    options, network, beside = MODES[mode]
    for name in {network, beside} - {'bridge'}:
        sh(f'docker network create {MODES_BY.get(name, "")} {name}')
    sh(f'docker run -d --name near --network {network} busybox sleep 1000')
    sh(f'docker run -d --name far --network {beside} busybox sleep 1000')
    sh(f'docker run -d --name srv --network {network} {PUBLISH[publish]} busybox sleep 1000')
    own = sh("docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' srv")
    gateway = sh(f"docker network inspect -f '{{{{range .IPAM.Config}}}}{{{{.Gateway}}}}{{{{end}}}}' {network}")
    asked = [('srv', '127.0.0.1', 80), ('srv', own, 80), ('near', own, 80), ('near', gateway, 8080), ('near', HOST, 8080),
             ('far', own, 80), ('far', HOST, 8080), ('host', own, 80), ('host', '127.0.0.1', 8080), ('host', '::1', 8080),
             ('host', HOST, 8080), ('host', gateway, 8080), ('lan', HOST, 8080), ('lan', own, 80)]
    result = answers_of(mode, bind, publish, own, asked)
    sh('docker rm -f srv near far')
    for name in {network, beside} - {'bridge'}: sh(f'docker network rm {name}')
    return result

MODES_BY = {network: options for options, network, _ in MODES.values()}
sh('ip netns del lan; ip link del lan0', check=False)
sh(f'ip netns add lan; ip link add lan0 type veth peer name eth0 netns lan; ip addr add {HOST}/24 dev lan0; ip link set lan0 up; '
   f'ip -n lan addr add {LAN}/24 dev eth0; ip -n lan link set eth0 up; ip -n lan link set lo up; ip -n lan route add default via {HOST}')
time.sleep(2)
result = []
only = sys.argv[1:]
for mode, bind, publish in itertools.product(MODES, BINDS, PUBLISH):
    if only and mode not in only: continue
    if mode in ('internal', 'routed', 'unprotected') and (publish not in ('none', 'all') or bind not in ('0.0.0.0', '127.0.0.1')): continue
    result += cells_of(mode, bind, publish)
    print(mode, bind, publish, len(result), file=sys.stderr)
for mode, (binds, forms) in SHARED.items():
    if only and mode not in only: continue
    for bind, publish in itertools.product(binds, forms):
        result += shared_cells_of(mode, bind, publish)
        print(mode, bind, publish, len(result), file=sys.stderr)
sh('ip netns del lan', check=False)
print('[\n' + ',\n'.join(json.dumps(cell) for cell in result) + '\n]')
