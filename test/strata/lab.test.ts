import { beforeEach, expect, it } from 'vitest'
import { type Host, openHost } from '../daemon/support/host.ts'

let host: Host
beforeEach(() => {
  host = openHost()
})
/** What `strata lab` says to each line, ports that the kernel chose aside. */
const lab = async (...lines: readonly string[]): Promise<string[]> => {
  const { stdout, stderr } = await host.sh(lines.map((line) => `strata lab ${line}`).join('\n'))
  return `${stdout}${stderr}`
    .replace(/:(3[2-9]|[45]\d|60)\d{3}\b/g, ':PORT')
    .trimEnd()
    .split('\n')
}
const LISTENS = ['server socket', 'server bind 0.0.0.0:8080', 'server listen 1']
const states = async (where: string): Promise<string[]> =>
  (await host.ok(`${where} ss -Htan sport = :8080 or dport = :8080`))
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s+/).slice(0, 3).join(' '))

it('makes one call at a time from both sides, and tells when one that waited comes back', async () => {
  expect(await lab(...LISTENS, 'server accept')).toEqual([
    'server: socket(AF_INET, SOCK_STREAM) = 3',
    'server: bind(3, 0.0.0.0:8080) = 0',
    'server: listen(3, 1) = 0',
    'server: accept(3) waits',
  ])
  expect(await lab('client socket', 'client connect 192.168.244.128:8080')).toEqual([
    'client: socket(AF_INET, SOCK_STREAM) = 3',
    'client: connect(3, 192.168.244.128:8080) = 0',
    'server: accept(3, 192.168.244.129:PORT) = 4',
  ])
  expect(
    await lab('client send hello', 'server recv', 'server close', 'client recv', 'client close'),
  ).toEqual([
    'client: send(3, "hello") = 5',
    'server: recv(4, "hello") = 5',
    'server: close(4) = 0',
    'client: recv(3, "") = 0',
    'client: close(3) = 0',
  ])
  // Who closes first keeps it.
  expect(await states('')).toEqual(['LISTEN 0 1', 'TIME-WAIT 0 0'])
  expect(await host.ok('ss -Htlnp')).toMatch(/0\.0\.0\.0:8080.*users:\(\("lab-server",pid=\d+,fd=3\)\)/)
})

it('holds packets on the wire, and lets them arrive one by one', async () => {
  await lab(...LISTENS, 'wire pause', 'client socket', 'client connect 192.168.244.128:8080')
  expect(await states('strata client')).toEqual(['SYN-SENT 0 1'])
  expect(await lab('wire step')).toEqual([
    'arrived: 192.168.244.129:PORT > 192.168.244.128:8080 SYN, length 0',
    'wire: paused, 1 packet waits',
    '  192.168.244.128:8080 > 192.168.244.129:PORT SYN ACK, length 0',
  ])
  expect(await states('')).toEqual(['LISTEN 0 1', 'SYN-RECV 0 0'])
  expect((await lab('wire step')).slice(1)).toEqual([
    'client: connect(3, 192.168.244.128:8080) = 0',
    'wire: paused, 1 packet waits',
    '  192.168.244.129:PORT > 192.168.244.128:8080 ACK, length 0',
  ])
  // The client is connected; the server has not heard of it.
  expect(await states('')).toEqual(['LISTEN 0 1', 'SYN-RECV 0 0'])
  await lab('wire step')
  expect(await states('')).toEqual(['LISTEN 1 1', 'ESTAB 0 0'])
  expect(await lab('client close', 'wire step', 'wire step')).toContain(
    'arrived: 192.168.244.128:8080 > 192.168.244.129:PORT ACK, length 0',
  )
  expect(await lab('wire step')).toEqual(['strata: lab: no packet waits on the wire'])
})

it('sends nothing again while a reader thinks, and what it lost after a while', async () => {
  await lab('wire pause', 'client socket', 'client connect 192.168.244.128:8080')
  await lab(...Array.from({ length: 20 }, () => 'wire'))
  expect((await lab('wire')).at(-2)).toBe('wire: paused, 1 packet waits')
  expect((await lab('wire drop')).slice(0, 2)).toEqual([
    'lost: 192.168.244.129:PORT > 192.168.244.128:8080 SYN, length 0',
    'wire: paused, 0 packets wait',
  ])
  await host.ok('sleep 1.5')
  expect(await lab('wire run')).toEqual([
    'client: connect(3, 192.168.244.128:8080) = -1 ECONNREFUSED (Connection refused)',
    'wire: runs',
  ])
})

it('shows what the kernel refuses by its name', async () => {
  expect(
    await lab(...LISTENS, 'server socket', 'server bind 192.168.244.128:8080', 'server reuseaddr'),
  ).toEqual([
    'server: socket(AF_INET, SOCK_STREAM) = 3',
    'server: bind(3, 0.0.0.0:8080) = 0',
    'server: listen(3, 1) = 0',
    'server: socket(AF_INET, SOCK_STREAM) = 4',
    'server: bind(4, 192.168.244.128:8080) = -1 EADDRINUSE (Address already in use)',
    'server: setsockopt(4, SOL_SOCKET, SO_REUSEADDR, 1) = 0',
  ])
  expect(await lab('server socket udp', 'server listen 1', 'client socket', 'client recv')).toEqual([
    'server: socket(AF_INET, SOCK_DGRAM) = 5',
    'server: listen(5, 1) = -1 EOPNOTSUPP (Operation not supported)',
    'client: socket(AF_INET, SOCK_STREAM) = 3',
    'client: recv(3) = -1 ENOTCONN (Transport endpoint is not connected)',
  ])
  expect(await lab('server setuid 65534', 'server socket', 'server bind :80', 'server bind :8000')).toEqual([
    'server: setuid(65534) = 0',
    'server: socket(AF_INET, SOCK_STREAM) = 6',
    'server: bind(6, 0.0.0.0:80) = -1 EACCES (Permission denied)',
    'server: bind(6, 0.0.0.0:8000) = 0',
  ])
})

it('fills a backlog of 1: two are connected, the third waits', async () => {
  const clients = [3, 4, 5].flatMap(() => ['client socket', 'client connect 192.168.244.128:8080'])
  expect((await lab(...LISTENS, ...clients)).filter((line) => line.includes('connect('))).toEqual([
    'client: connect(3, 192.168.244.128:8080) = 0',
    'client: connect(4, 192.168.244.128:8080) = 0',
    'client: connect(5, 192.168.244.128:8080) waits',
  ])
  expect((await states(''))[0]).toBe('LISTEN 2 1')
})

it('goes into a container, starts anew, and says what it does not know', async () => {
  await host.ok('docker pull -q busybox; docker run -d --name web -p 8080:80 busybox sleep 1000')
  expect(await lab('server in web', 'server socket', 'server bind :80', 'server listen 5')).toContain(
    'server: listen(3, 5) = 0',
  )
  expect(await lab('client socket', 'client connect 192.168.244.128:8080')).toContain(
    'client: connect(3, 192.168.244.128:8080) = 0',
  )
  expect(await lab('reset')).toEqual(['server: no process yet', 'client: no process yet', 'wire: runs'])
  expect(await lab('server in nosuch')).toEqual(['strata: lab: No such container: nosuch'])
  const wrong = await host.sh('strata lab server dance')
  expect(wrong.exit).toBe(2)
  expect(wrong.stderr).toContain('usage: strata lab')
})
