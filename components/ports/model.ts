import type { PacketPath, PathStep, PortsEnd, SocketRow } from '../../src/engine/world.ts'

/** `server` is the left end's button bar, `client` the right one's. */
export type LabSide = 'server' | 'client'

/** Calls that have a button, in the order in which programs make them; `needs`: what is written beside it goes along. */
export interface LabCall {
  readonly name: string
  readonly needs?: 'address' | 'backlog' | 'text'
}
export const CALLS: Readonly<Record<LabSide, readonly LabCall[]>> = {
  server: [
    { name: 'socket' },
    { name: 'bind', needs: 'address' },
    { name: 'listen', needs: 'backlog' },
    { name: 'accept' },
    { name: 'recv' },
    { name: 'send', needs: 'text' },
    { name: 'close' },
  ],
  client: [
    { name: 'socket' },
    { name: 'connect', needs: 'address' },
    { name: 'send', needs: 'text' },
    { name: 'recv' },
    { name: 'close' },
  ],
}

/** `1.2 ms` of nanoseconds. */
export const later = (nanoseconds: number): string =>
  nanoseconds >= 1e9 ? `${(nanoseconds / 1e9).toFixed(2)} s` : `${(nanoseconds / 1e6).toFixed(2)} ms`

const split = (place: string): readonly [host: string, port: string] => {
  const at = place.lastIndexOf(':')
  return [place.slice(0, at), place.slice(at + 1)]
}
const ANY = ['*', '[::]']

/** The socket of an end that a packet was given to: the connection with its four numbers, else the listener. */
export function foundBy(path: PacketPath | undefined, { name, sockets }: PortsEnd): SocketRow | undefined {
  const step = path?.steps.find(
    (one): one is Extract<PathStep, { kind: 'socket' }> => one.kind === 'socket' && one.machine === name,
  )
  if (!path || !step || step.local === undefined) return undefined
  const same = (row: string, said: string | undefined): boolean => {
    const [host, port] = split(row)
    const [address, number] = split(said ?? '')
    return (
      port === number &&
      (host === address || host === `[::ffff:${address}]` || (ANY.includes(host) && ANY.includes(address)))
    )
  }
  const { local, remote } = step
  return sockets.find(
    (row) =>
      row.protocol === path.protocol &&
      same(row.local, local) &&
      (step.found !== 'connection' || same(row.peer, remote)),
  )
}

/** Steps one after another on the same machine. */
export function byMachine(
  steps: readonly PathStep[],
): { readonly machine: string; readonly steps: readonly PathStep[] }[] {
  const groups: { machine: string; steps: PathStep[] }[] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (last?.machine === step.machine) last.steps.push(step)
    else groups.push({ machine: step.machine, steps: [step] })
  }
  return groups
}
