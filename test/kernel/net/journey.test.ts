import { expect, it } from 'vitest'
import type { Journey } from '../../../src/engine/kernel/net/journey.ts'
import { LanHosts } from './support.ts'

const kinds = ({ steps }: Journey): string =>
  steps
    .map((step) =>
      'why' in step
        ? step.why
        : 'device' in step && step.kind !== 'route'
          ? `${step.device} ${step.kind}`
          : step.kind,
    )
    .join(', ')

it('notes what becomes of packets while somebody watches, and nothing else', async () => {
  const hosts = new LanHosts()
  const { kernel } = hosts.machine
  const seen: Journey[] = []
  const knock = (port: number): Promise<number> =>
    hosts.machine.run(async ({ net }) => {
      const fd = net.socket('inet', 'stream')
      await net.connect(fd, { host: '192.168.244.2', port }).catch(() => {})
      return 0
    }, hosts.a)
  await knock(80)
  expect(kernel.packetWatch.version).toBe(0)
  const end = kernel.packetWatch.watch((journey) => seen.push(journey))
  await knock(80)
  expect(seen.map(kinds)).toEqual([
    'sent, route, ens33 out, ens33 in, route, no-socket',
    'sent, route, ens33 out, ens33 in, route, socket',
  ])
  end()
  await knock(80)
  expect(seen).toHaveLength(2)
  expect(seen[0]!.steps.map(({ net }) => net === hosts.a.namespaces.net)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})
