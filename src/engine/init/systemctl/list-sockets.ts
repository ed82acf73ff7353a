import type { Options } from '../../userland/options.ts'
import type { Io } from '../../userland/program.ts'
import { textAt } from '../../userland/system-files.ts'
import type { UnitInfo } from '../requests.ts'
import { ask } from './bus.ts'
import { columns } from './list.ts'

/** `systemctl list-sockets`: what process 1 listens on for others. */
export async function listSockets(io: Io, options: Options): Promise<number> {
  const all = await ask<UnitInfo[]>(io, { method: 'ListUnits' })
  const rows = all
    .filter(({ name, active }) => name.endsWith('.socket') && (options.has('a') || active === 'active'))
    .flatMap(({ name, path, others }) => {
      const text = path === undefined ? '' : (textAt(io.p, path) ?? '')
      return [
        ...text.matchAll(/^Listen(?:Stream|Datagram|SequentialPacket|FIFO|Special|Netlink)=(.+)$/gm),
      ].map(([, address = '']) => [address.replace('%t', '/run'), name, (others.Triggers ?? []).join(', ')])
    })
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const legend = !options.has('no-legend')
  const lines = columns([['LISTEN', 'UNIT', 'ACTIVATES'], ...rows])
  for (const line of legend ? lines : lines.slice(1)) await io.out.write(`${line}\n`)
  if (!legend) return 0
  await io.out.write(`\n${rows.length} sockets listed.\n`)
  if (!options.has('a')) await io.out.write('Pass --all to see loaded but inactive sockets, too.\n')
  return 0
}
