import { expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

it('help leaves out what this daemon cannot do, where a daemon answers', async () => {
  const host = openSmallHost()
  const all = await host.ok('docker -H unix:///nobody.sock run --help')
  const offered = await host.ok('docker run --help')
  expect(all).toContain('--cpu-count int')
  expect(offered).not.toContain('--cpu-count')
  expect(offered).toContain('--cpus decimal')
  expect(await host.ok('docker --help')).not.toMatch(/^ {2}(checkpoint|config|node|secret|service|stack) /m)
  expect(await host.ok('docker checkpoint --help')).toBe(
    'docker checkpoint is only supported on a Docker daemon with experimental features enabled\n',
  )
})

it('refuses what needs another daemon in the words of client and daemon', async () => {
  const host = openSmallHost()
  const refused = async (line: string) => (await host.sh(line)).stderr
  expect(await refused('docker create --cpu-count 1 busybox')).toBe(
    '"--cpu-count" is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux\n',
  )
  expect(await refused('docker service ls')).toBe(
    'Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.\n',
  )
  expect(await refused('docker swarm leave')).toBe(
    'Error response from daemon: This node is not part of a swarm\n',
  )
  expect(await host.ok('docker plugin ls')).toBe('ID        NAME      DESCRIPTION   ENABLED\n')
})
