import { isErrno } from '../base/errors.ts'
import type { Loss } from '../kernel/net/journey.ts'
import type { Connection, ExitCode, Process } from '../kernel/process.ts'
import { PACKETS_SOCKET, type PacketPath, type PacketsRequest, type PathStep } from './packets.ts'

const USAGE = 'usage: strata path [-a] COMMAND...\n'

const LOSSES: Readonly<Record<Loss, string>> = {
  dropped: 'dropped',
  rejected: 'rejected',
  martian: 'dropped: no such address comes by this interface',
  'not-forwarding': 'dropped: this machine does not forward (net.ipv4.ip_forward)',
  'no-route': 'no route',
  ttl: 'time to live exceeded',
  'too-big': 'too big for the next link',
  'no-neighbour': 'nobody answers for the next hop (ARP)',
  'device-down': 'the interface is down',
  cable: 'lost on the cable',
  'accept-queue': 'dropped: the accept queue is full',
  'no-socket': 'refused: no socket is there for it',
}

/**
 * `strata path [-a] COMMAND...`: runs a command and then tells, on standard error, the way that the first packet of each
 * connection took meanwhile: interfaces, tables, rules, rewriting, routing, the socket; `-a`: of every packet. The exit
 * code is the command's.
 */
export async function path(process: Process, argv: readonly string[]): Promise<ExitCode> {
  const all = argv[0] === '-a'
  const words = all ? argv.slice(1) : argv
  if (words.length === 0 || words[0]!.startsWith('-')) {
    await process.write(2, USAGE)
    return 2
  }
  let service: Connection
  try {
    service = process.connect(PACKETS_SOCKET)
  } catch (error) {
    if (!isErrno(error, 'ECONNREFUSED')) throw error
    await process.write(2, 'strata: path: packets can be followed from the host alone\n')
    return 1
  }
  const ask = (request: PacketsRequest): Promise<unknown> => service.call(request)
  const watch = (await ask({ kind: 'watch' })) as number
  const pid = process.fork((child) =>
    child.exec(
      '/bin/bash',
      ['bash', '-c', words.length > 1 ? '"$@"' : words[0]!, 'bash', ...words],
      child.env,
    ),
  )
  const ended = await process.wait(pid)
  const seen = (await ask({ kind: 'take', watch })) as PacketPath[]
  await process.write(2, pathsText(all ? seen : firstOnes(seen)))
  return ended?.status.kind === 'exited' ? ended.status.code : 1
}

/** The first packet of each connection; answers belong to the one that they answer. */
function firstOnes(seen: readonly PacketPath[]): PacketPath[] {
  const known = new Set<string>()
  return seen.filter(({ protocol, from, to, what }) => {
    if (protocol === 'tcp' && what !== 'SYN') return false
    if (known.has(`${protocol} ${from} ${to}`)) return false
    known.add(`${protocol} ${from} ${to}`)
    known.add(`${protocol} ${to} ${from}`)
    return true
  })
}

/** Ways as text, a step a line. */
function pathsText(paths: readonly PacketPath[]): string {
  if (paths.length === 0) return 'no packet was sent\n'
  return paths.map(pathText).join('\n')
}

function pathText({ protocol, from, to, what, length, steps, outcome }: PacketPath): string {
  const rows = steps.flatMap(rowsOf)
  const width = Math.max(...rows.map(([machine]) => machine.length))
  const head = `${from} > ${to}: ${[protocol, what].filter((word) => word !== '').join(' ')}, length ${length}\n`
  const end = outcome === 'held' ? `${' '.repeat(width)}  waits on the cable\n` : ''
  return head + rows.map(([machine, text]) => `${machine.padEnd(width)}  ${text}\n`).join('') + end
}

function rowsOf(step: PathStep): (readonly [string, string])[] {
  return linesOf(step).map((line) => [step.machine, line] as const)
}

function linesOf(step: PathStep): string[] {
  switch (step.kind) {
    case 'sent':
      return []
    case 'out':
    case 'in':
      return [`${step.device} ${step.kind === 'in' ? 'In' : 'Out'}  ${step.from} > ${step.to}`]
    case 'table': {
      const place = `${step.table}/${step.hook.toUpperCase()}${step.bridge === undefined ? '' : ` (${step.bridge})`}`
      return [
        `${place}: ${step.verdict === 'UNTRACKED' ? 'NOTRACK' : step.verdict}${step.policy ? ' by policy' : ''}`,
        ...step.rules.map(({ text, packets }) => `  ${text}  [${packets}]`),
      ]
    }
    case 'nat':
      return [
        `${step.side === 'dst' ? 'destination' : 'source'} ${step.was} -> ${step.is}${step.by === 'rule' ? '' : ' (conntrack)'}`,
      ]
    case 'route':
      if (step.device === undefined) return ['route: for this machine']
      return [`route: dev ${step.device}${step.gateway === undefined ? '' : ` via ${step.gateway}`}`]
    case 'socket':
      if (step.found === 'kernel') return ['answered by the kernel']
      return [
        `socket: ${[step.state, step.local, step.remote, step.program].filter((word) => word !== undefined).join(' ')}`,
      ]
    case 'lost':
      return [LOSSES[step.why]]
  }
}
