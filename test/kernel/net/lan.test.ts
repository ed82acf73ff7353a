import { expect, it } from 'vitest'
import { errnoOf, LanHosts } from './support.ts'

it('loses and delays frames, and every byte arrives once and in order', async () => {
  const { machine, lan, a, b } = new LanHosts()
  const random = machine.kernel.random('test loss')
  lan.impairment = () =>
    random.below(10) === 0 ? [] : random.below(4) === 0 ? [random.below(3_000_000)] : [0]
  const bytes = new Uint8Array(300_000).map((_, at) => (at * 31 + (at >> 8)) & 255)
  const got: number[] = []
  await machine.run(async ({ net }) => {
    const listener = net.socket('inet', 'stream')
    net.bind(listener, { host: '0.0.0.0', port: 80 })
    net.listen(listener, 5)
    machine.start(async (p) => {
      const fd = p.net.socket('inet', 'stream')
      await p.net.connect(fd, { host: '192.168.244.2', port: 80 })
      await p.net.send(fd, bytes)
    }, a)
    const { fd } = await net.accept(listener)
    for (;;) {
      const { data } = await net.recv(fd, 65536)
      if (data.length === 0) break
      got.push(...data)
    }
  }, b)
  expect(got.length).toBe(bytes.length)
  expect(got.every((byte, at) => byte === bytes[at])).toBe(true)
})

it('gives up where every SYN is lost', async () => {
  const { machine, lan, a } = new LanHosts()
  await machine.run(async (p) => {
    const { net } = p
    lan.impairment = ({ payload }) => (payload.kind === 'ip' ? [] : [0])
    const start = p.now()
    const fd = net.socket('inet', 'stream')
    expect(await errnoOf(() => net.connect(fd, { host: '192.168.244.2', port: 80 }))).toBe('ETIMEDOUT')
    expect(Number(p.now() - start) / 1e9).toBeCloseTo(131.07, 1)
  }, a)
})

it.each([
  [6, 135.17, [0, 1, 2, 3, 4, 5, 7, 11, 19, 36, 70]],
  [1, 3.07, [0, 1, 2]],
])(
  'tries %i times and more with even distances first, as newer kernels do',
  async (retries, seconds, sent) => {
    const { machine, lan, a } = new LanHosts()
    await machine.run(async (p) => {
      const { net } = p
      const set = (name: string, value: number): Promise<void> =>
        p.write(p.open(`/proc/sys/net/ipv4/${name}`, { write: true }), String(value))
      await set('tcp_syn_linear_timeouts', 4)
      await set('tcp_syn_retries', retries)
      const times: number[] = []
      const start = Number(p.now())
      lan.impairment = ({ payload }) => {
        if (payload.kind !== 'ip') return [0]
        if (payload.packet.transport.kind === 'tcp') times.push(Math.round((Number(p.now()) - start) / 1e9))
        return []
      }
      const fd = net.socket('inet', 'stream')
      expect(await errnoOf(() => net.connect(fd, { host: '192.168.244.2', port: 80 }))).toBe('ETIMEDOUT')
      expect((Number(p.now()) - start) / 1e9).toBeCloseTo(seconds, 1)
      expect(times).toEqual(sent)
    }, a)
  },
)
