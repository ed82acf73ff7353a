import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { TrackedConnection } from '../../../kernel/net/calls.ts'
import { Failure, type Io, program } from '../../program.ts'
import { connectionText, protocolName } from './line.ts'

const BANNER = 'conntrack v1.4.7 (conntrack-tools): '
/** Processors of the simulated machine: a line of statistics each. */
const PROCESSORS = 2

type Command = 'L' | 'D' | 'E' | 'F' | 'C' | 'S'
const COMMANDS: Readonly<Record<string, Command>> = {
  '-L': 'L',
  '--dump': 'L',
  '-D': 'D',
  '--delete': 'D',
  '-E': 'E',
  '--event': 'E',
  '-F': 'F',
  '--flush': 'F',
  '-C': 'C',
  '--count': 'C',
  '-S': 'S',
  '--stats': 'S',
}

type Test = (connection: TrackedConnection) => boolean
const snat = ({ original, reply }: TrackedConnection): boolean => reply.dst !== original.src
const dnat = ({ original, reply }: TrackedConnection): boolean => reply.src !== original.dst

function byAddress(of: (connection: TrackedConnection) => string): (value: string) => Test {
  return (value) => {
    const address = canonicalIp(value)
    return (connection) => of(connection) === address
  }
}
function byPort(of: (connection: TrackedConnection) => number | undefined): (value: string) => Test {
  return (value) => (connection) => of(connection) === Number(value)
}

/** Options with a value that choose connections, by all their names. */
const FILTERS: readonly [names: readonly string[], make: (value: string) => Test][] = [
  [
    ['-p', '--proto', '--protonum'],
    (value) =>
      ({ original }) =>
        protocolName(original.protocol) === value || String(original.protocol) === value,
  ],
  [['-s', '--src', '--orig-src'], byAddress(({ original }) => original.src)],
  [['-d', '--dst', '--orig-dst'], byAddress(({ original }) => original.dst)],
  [['-r', '--reply-src'], byAddress(({ reply }) => reply.src)],
  [['-q', '--reply-dst'], byAddress(({ reply }) => reply.dst)],
  [['--sport', '--orig-port-src'], byPort(({ original }) => original.sport)],
  [['--dport', '--orig-port-dst'], byPort(({ original }) => original.dport)],
  [['--reply-port-src'], byPort(({ reply }) => reply.sport)],
  [['--reply-port-dst'], byPort(({ reply }) => reply.dport)],
  [
    ['--state'],
    (value) =>
      ({ state }) =>
        state === value,
  ],
  [
    ['-f', '--family'],
    (value) =>
      ({ family }) =>
        family === (value === 'ipv6' ? 'inet6' : 'inet'),
  ],
  [
    ['-u', '--status'],
    (value) =>
      ({ assured, replied }) =>
        value === 'ASSURED'
          ? assured
          : value === 'SEEN_REPLY'
            ? replied
            : value === 'UNSET'
              ? !replied
              : false,
  ],
]
const NATS: Readonly<Record<string, Test>> = {
  '-n': snat,
  '--src-nat': snat,
  '-g': dnat,
  '--dst-nat': dnat,
  '-j': (connection) => snat(connection) || dnat(connection),
  '--any-nat': (connection) => snat(connection) || dnat(connection),
}

interface Call {
  command: Command
  readonly tests: Test[]
  extended: boolean
  readonly events: Set<string>
}

/** conntrack of conntrack-tools 1.4.7: what netfilter remembers of connections. */
export const conntrack = program('conntrack', async (io) => {
  const call = parse(io)
  try {
    return await run(io, call)
  } catch (error) {
    if (!isErrno(error, 'EPERM')) throw error
    throw new Failure('', 1, `${BANNER}Operation failed: ${error.message}`)
  }
})

function parse(io: Io): Call {
  const wrong = (message: string): Failure =>
    new Failure('', 2, `${BANNER}${message}\nTry \`conntrack -h' or 'conntrack --help' for more information.`)
  let command: Command | undefined
  const call = { tests: [] as Test[], extended: false, events: new Set(['NEW', 'UPDATES', 'DESTROY']) }
  const { args } = io
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const found = COMMANDS[arg]
    const filter = FILTERS.find(([names]) => names.includes(arg))
    const value = (): string => {
      const next = args[++i]
      if (next === undefined) throw wrong(`option \`${arg}' requires an argument`)
      return next
    }
    if (found) {
      if (command) throw wrong("Can't use two commands at once")
      command = found
      if (['conntrack', 'dying', 'unconfirmed', 'expect'].includes(args[i + 1] ?? '')) {
        if (args[++i] !== 'conntrack')
          throw new Failure('', 1, `conntrack: table ${args[i]} is not part of this simulation`)
      }
    } else if (filter) call.tests.push(filter[1](value()))
    else if (NATS[arg]) {
      call.tests.push(NATS[arg])
      if (args[i + 1] !== undefined && !args[i + 1]!.startsWith('-')) {
        const address = canonicalIp(args[++i]!)
        call.tests.push(({ reply }) => reply.src === address || reply.dst === address)
      }
    } else if (arg === '-o' || arg === '--output') {
      const wanted = value().split(',')
      if (wanted.some((word) => !['extended', 'id'].includes(word)))
        throw new Failure('', 1, `conntrack: output ${wanted.join(',')} is not part of this simulation`)
      call.extended = wanted.includes('extended')
    } else if (arg === '-e' || arg === '--event-mask') {
      call.events.clear()
      for (const word of value().split(',')) {
        if (word === 'ALL') for (const kind of ['NEW', 'UPDATES', 'DESTROY']) call.events.add(kind)
        else call.events.add(word)
      }
    } else if (
      /^(-[GIUAmczlwtb]|--(get|create|update|add|mark|zero|label|zone|timeout|buffer-size|mask-src|mask-dst))$/.test(
        arg,
      )
    )
      throw new Failure('', 1, `conntrack: option ${arg} is not part of this simulation`)
    else throw wrong(`unknown option \`${arg}'`)
  }
  if (!command)
    throw new Failure(
      '',
      1,
      'Command line interface for the connection tracking system. Version 1.4.7\nUsage: conntrack [commands] [options]',
    )
  return { command, ...call }
}

async function run(io: Io, { command, tests, extended, events }: Call): Promise<number> {
  const { net } = io.p
  const line = (connection: TrackedConnection): string => {
    const [name, number] = connection.family === 'inet' ? ['ipv4', 2] : ['ipv6', 10]
    return `${extended ? `${name.padEnd(8)} ${number} ` : ''}${connectionText(connection)}mark=0 use=1\n`
  }
  const four = tests.length > 0 || extended
  const chosen = (): TrackedConnection[] =>
    net.connections().filter((one) => (four || one.family === 'inet') && tests.every((test) => test(one)))
  switch (command) {
    case 'L': {
      const found = chosen()
      await io.out.write(found.map(line).join(''))
      await io.stderr(`${BANNER}${found.length} flow entries have been shown.\n`)
      return 0
    }
    case 'D': {
      const found = chosen()
      for (const connection of found) {
        await io.out.write(line(connection))
        net.forgetConnection(connection.id)
      }
      await io.stderr(`${BANNER}${found.length} flow entries have been deleted.\n`)
      return found.length > 0 ? 0 : 1
    }
    case 'F':
      for (const { id } of net.connections()) net.forgetConnection(id)
      await io.stderr(`${BANNER}connection tracking table has been emptied.\n`)
      return 0
    case 'C':
      await io.out.write(`${net.connections().length}\n`)
      return 0
    case 'S':
      for (let i = 0; i < PROCESSORS; i++) {
        const faults = i === 0 ? net.connectionFaults() : { invalid: 0, insertFailed: 0 }
        await io.out.write(
          `cpu=${i}   \tfound=0 invalid=${faults.invalid} insert=0 insert_failed=${faults.insertFailed} drop=${faults.insertFailed} early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n`,
        )
      }
      return 0
    case 'E':
      return follow(io, tests, events)
  }
}

const MARKS = { new: '    [NEW] ', update: ' [UPDATE] ', destroy: '[DESTROY] ' } as const
const KINDS = { new: 'NEW', update: 'UPDATES', destroy: 'DESTROY' } as const

/** Shows what happens, until a signal ends it. */
async function follow(io: Io, tests: readonly Test[], events: ReadonlySet<string>): Promise<number> {
  let over = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    io.p.onSignal(signal, () => {
      over = true
    })
  const watch = io.p.net.watchConnections()
  let count = 0
  while (!over) {
    try {
      const event = await watch.next()
      if (!event) break
      if (!events.has(KINDS[event.kind]) || !tests.every((test) => test(event.connection))) continue
      count++
      await io.out.write(`${MARKS[event.kind]}${connectionText(event.connection).trimEnd()}\n`)
      await io.out.flush()
    } catch (error) {
      if (!isErrno(error, 'EINTR')) throw error
    }
  }
  watch.close()
  await io.stderr(`${BANNER}${count} flow events have been shown.\n`)
  return 0
}
