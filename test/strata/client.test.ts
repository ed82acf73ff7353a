import { expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import { openHost, openSmallHost } from '../daemon/support/host.ts'

it('is another machine on the network, which sees a published port from outside', async () => {
  const host = openHost()
  expect(await host.ok('strata client hostname')).toBe('client\n')
  expect(await host.ok('strata client ip -4 -br addr show eth0')).toMatch(
    /^eth0 +UP +192\.168\.244\.129\/24 $/m,
  )
  expect(await host.ok('strata client ping -c 1 192.168.244.128')).toContain(' 1 received, 0% packet loss')
  const { stderr, exit } = await host.sh('strata client curl -sS http://192.168.244.128:8080/')
  expect(stderr).toContain('Failed to connect to 192.168.244.128 port 8080')
  expect(exit).toBe(7)
  expect((await host.sh('strata client docker ps')).exit).toBe(1)
  await host.ok('docker run -d -p 8080:80 -p 127.0.0.1:8081:80 nginx')
  expect(await host.ok('strata client curl -sI http://192.168.244.128:8080/')).toContain('HTTP/1.1 200 OK')
  expect((await host.sh('strata client curl -s http://192.168.244.128:8081/')).exit).toBe(7)
  expect(await host.ok('hostname')).toBe('strata\n')
})

it('gives a shell, and comes back', async () => {
  const { world } = openHost()
  const terminal = world.openTerminal({ columns: 80, rows: 24 })
  let shown = ''
  terminal.onOutput((bytes) => {
    shown += decode(bytes)
  })
  const type = async (line: string): Promise<string> => {
    shown = ''
    terminal.input(encode(`${line}\r`))
    while ((await world.pump(10_000)).kind !== 'idle') world.advance()
    return shown
  }
  expect(await type('strata client')).toMatch(/@client:/)
  expect(await type('ip -4 -br addr; sleep 1')).toContain('192.168.244.129/24')
  expect(await type('exit')).toMatch(/@strata:/)
  expect(await type('ip -4 -br addr')).toContain('192.168.244.128/24')
})

it('says where there is no other machine', async () => {
  expect(await openSmallHost().sh('strata client true')).toEqual({
    stdout: '',
    stderr: 'strata: there is no other machine on this network\n',
    exit: 1,
  })
})
