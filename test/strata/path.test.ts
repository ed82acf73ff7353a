import { beforeAll, expect, it } from 'vitest'
import { type Host, openHost } from '../daemon/support/host.ts'

let host: Host
beforeAll(async () => {
  host = openHost()
  await host.ok(
    'docker pull -q busybox; docker run -d --name web -p 8080:80 busybox httpd -f -p 80 -h /etc; sleep 1',
  )
})
/** Lines of the way, without ports that the kernel chose and names of veths. */
const pathOf = async (command: string, counted = false): Promise<string[]> => {
  const { stderr } = await host.sh(`strata path ${command}`)
  return stderr
    .replace(/:(3[2-9]|[45]\d|60)\d{3}\b/g, ':EPHEMERAL')
    .replace(/veth\w+/g, 'VETH')
    .replace(/ +\[\d+\]$/gm, (count) => (counted ? count : ''))
    .trimEnd()
    .split('\n')
}

it('follows a packet from another machine into a container, rule by rule', async () => {
  await host.ok('iptables -t nat -Z; iptables -Z')
  expect(await pathOf('strata client curl -s http://192.168.244.128:8080/hostname', true)).toEqual([
    '192.168.244.129:EPHEMERAL > 192.168.244.128:8080: tcp SYN, length 0',
    'client  route: dev eth0',
    'client  eth0 Out  192.168.244.129:EPHEMERAL > 192.168.244.128:8080',
    'host    ens33 In  192.168.244.129:EPHEMERAL > 192.168.244.128:8080',
    'host    raw/PREROUTING: ACCEPT by policy',
    'host    nat/PREROUTING: DNAT',
    'host      -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER  [1]',
    'host      -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80  [1]',
    'host    destination 192.168.244.128:8080 -> 172.17.0.2:80',
    'host    route: dev docker0',
    'host    filter/FORWARD: ACCEPT',
    'host      -A FORWARD -j DOCKER-USER  [1]',
    'host      -A FORWARD -j DOCKER-FORWARD  [1]',
    'host      -A DOCKER-FORWARD -j DOCKER-CT  [1]',
    'host      -A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1  [1]',
    'host      -A DOCKER-FORWARD -j DOCKER-BRIDGE  [1]',
    'host      -A DOCKER-BRIDGE -o docker0 -j DOCKER  [1]',
    'host      -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT  [1]',
    'host    nat/POSTROUTING: ACCEPT by policy',
    'host    docker0 Out  192.168.244.129:EPHEMERAL > 172.17.0.2:80',
    'host    VETH Out  192.168.244.129:EPHEMERAL > 172.17.0.2:80',
    'web     eth0 In  192.168.244.129:EPHEMERAL > 172.17.0.2:80',
    'web     route: for this machine',
    'web     socket: LISTEN [::]:80 httpd',
  ])
})

it('tells the counters that iptables tells', async () => {
  const [, text = '', count = ''] = /host +(-A DOCKER .*DNAT.*?) +\[(\d+)\]/.exec(
    (await pathOf('strata client curl -s http://192.168.244.128:8080/hostname', true)).join('\n'),
  )!
  const counted = await host.ok('iptables -t nat -vS DOCKER')
  expect(counted).toContain(text.replace(' -j', ` -c ${count} ${Number(count) * 60} -j`))
})

it('goes from curl to docker-proxy, and from docker-proxy to the container', async () => {
  const lines = await pathOf('curl -s http://127.0.0.1:8080/hostname')
  expect(lines.filter((line) => / > .*: tcp|socket/.test(line))).toEqual([
    '127.0.0.1:EPHEMERAL > 127.0.0.1:8080: tcp SYN, length 0',
    'host  socket: LISTEN 0.0.0.0:8080 docker-proxy',
    '172.17.0.1:EPHEMERAL > 172.17.0.2:80: tcp SYN, length 0',
    'web   socket: LISTEN [::]:80 httpd',
  ])
  expect(lines.join()).not.toContain('destination')
})

it('says where a packet was dropped or refused', async () => {
  await host.ok('iptables -I DOCKER-USER -s 192.168.244.129 -j DROP')
  expect((await pathOf('strata client nc -zw1 192.168.244.128 8080')).slice(-5)).toEqual([
    'host    route: dev docker0',
    'host    filter/FORWARD: DROP',
    'host      -A FORWARD -j DOCKER-USER',
    'host      -A DOCKER-USER -s 192.168.244.129/32 -j DROP',
    'host    dropped',
  ])
  await host.ok('iptables -D DOCKER-USER -s 192.168.244.129 -j DROP')
  expect((await pathOf('nc -z 127.0.0.1 9999')).at(-1)).toBe('host  refused: no socket is there for it')
  await host.ok('strata client ip route add 172.17.0.0/16 via 192.168.244.128')
  expect((await pathOf('strata client nc -zw1 172.17.0.2 80')).slice(-3)).toEqual([
    'host    raw/PREROUTING: DROP',
    'host      -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP',
    'host    dropped',
  ])
})

it('rewrites later packets as the first one was, without asking the rules', async () => {
  const { stderr } = await host.sh(
    'strata path -a strata client curl -s http://192.168.244.128:8080/hostname',
  )
  const answer = stderr.split('\n\n').find((path) => path.includes('tcp SYN ACK'))!
  expect(answer).toContain('host    source 172.17.0.2:80 -> 192.168.244.128:8080 (conntrack)\n')
  expect(answer).not.toContain('nat/')
})

it('has the exit code of the command, and says what it is', async () => {
  expect((await host.sh('strata path exit 3')).exit).toBe(3)
  expect(await host.sh('strata path')).toMatchObject({
    exit: 2,
    stderr: 'usage: strata path [-a] COMMAND...\n',
  })
  expect((await host.sh('strata client strata path true')).stderr).toBe(
    'strata: path: packets can be followed from the host alone\n',
  )
})
