import { expect, it } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { TwoHosts } from './support.ts'

/** `STRATA_FUZZ=10000` makes more. */
const COUNT = Number(process.env.STRATA_FUZZ ?? 1000)
const SERVER = { host: '192.168.50.20', port: 80 }

/** Answers each connection with what it said, until it has answered so many. */
async function serve(p: Process, count: number): Promise<void> {
  const { net } = p
  const listener = net.socket('inet', 'stream')
  net.bind(listener, { host: '0.0.0.0', port: SERVER.port })
  net.listen(listener, 128)
  for (let answered = 0; answered < count; answered++) {
    const { fd } = await net.accept(listener)
    const { data } = await net.recv(fd, 100)
    await net.send(fd, data)
    p.close(fd)
  }
  p.close(listener)
}

async function ask(p: Process, text: string): Promise<string> {
  const fd = p.net.socket('inet', 'stream')
  await p.net.connect(fd, SERVER)
  await p.net.send(fd, encode(text))
  const { data } = await p.net.recv(fd, 100)
  p.close(fd)
  return decode(data)
}

it('answers 200 who ask at once', async () => {
  const hosts = new TwoHosts()
  const answers = new Set<string>()
  hosts.machine.start(async () => serve(hosts.b, 200))
  await hosts.on('a', async (p) => {
    await p.sleep(1000)
    for (let n = 0; n < 200; n++)
      p.fork(async (child) => {
        answers.add(await ask(child, `client ${n}`))
        return 0
      })
    while (await p.wait(-1).catch(() => undefined));
  })
  expect(answers.size).toBe(200)
})

it(`leaves no socket behind of ${COUNT} connections`, { timeout: 60_000 }, async () => {
  const hosts = new TwoHosts()
  hosts.machine.start(async () => serve(hosts.b, COUNT))
  let wrong = 0
  await hosts.on('a', async (p) => {
    await p.sleep(1000)
    for (let n = 0; n < COUNT; n++) if ((await ask(p, String(n))) !== String(n)) wrong++
    await p.sleep(61e9)
  })
  expect(wrong).toBe(0)
  for (const { net } of [hosts.a, hosts.b]) expect(net.sockets()).toEqual([])
  expect(hosts.machine.kernel.references.size).toBe(0)
})
