import { isErrno } from '../../../base/errors.ts'
import { canonicalIp } from '../../../base/ip.ts'
import type { Fd } from '../../../kernel/process.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { ResolveError, resolve } from '../resolve.ts'
import { connectTo, listenOn, TimedOut } from './connect.ts'
import { relay, withReturns } from './relay.ts'

const OPTIONS = optionTable(
  '[options] [hostname] [port]',
  `-4 -6 !-U/--unixsock !-c/--sh-exec: !-e/--exec: -C/--crlf !-g: !-d/--delay: !-m/--max-conns: !-i/--idle-timeout: -p/--source-port:
   -s/--source: -l/--listen -k/--keep-open -n/--nodns !-t/--telnet !-u/--udp !--sctp -v/--verbose -w/--wait: -z --send-only --recv-only
   !--ssl !-o/--output: !--proxy: -h`,
)
const DEFAULT_PORT = 31337
const BACKLOG = 10
const SECOND = 1e9

/** `ncat` 7.93. */
export const ncat = program('ncat', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const start = io.p.now()
  const verbose = options.has('v')
  const say = (text: string): Promise<void> => io.stderr(`Ncat: ${text}\n`)
  if (verbose) await say('Version 7.93 ( https://nmap.org/ncat )')
  return options.has('l') ? listen(io, options, say) : client(io, options, say, start)
})

type Say = (text: string) => Promise<void>

async function client(io: Io, options: Options, say: Say, start: bigint): Promise<number> {
  const [host, port = String(DEFAULT_PORT)] = options.operands
  if (host === undefined) throw new Failure('', 2, 'Ncat: You must specify a host to connect to. QUITTING.')
  if (!/^\d+$/.test(port) || Number(port) > 65535)
    throw new Failure('', 2, `Ncat: Invalid port number "${port}". QUITTING.`)
  const limit = options.get('w')
  const addresses = await lookUp(io, host, options)
  let fd: Fd | undefined
  let wrong = ''
  for (const address of addresses) {
    try {
      fd = await connectTo(
        io.p,
        { host: address, port: Number(port) },
        {
          limit: limit === undefined ? undefined : Number.parseFloat(limit) * SECOND,
          from: sourceOf(options),
        },
      )
      if (options.has('v')) await say(`Connected to ${address}:${port}.`)
      break
    } catch (error) {
      if (error instanceof TimedOut) wrong = 'TIMEOUT.'
      else if (isErrno(error)) wrong = `${error.message}.`
      else throw error
    }
  }
  if (fd === undefined) {
    await say(wrong)
    return 1
  }
  let [sent, received] = [0, 0]
  if (!options.has('z')) {
    const result = await relay(io.p, {
      net: fd,
      input: options.has('recv-only') ? undefined : 0,
      output: 1,
      atInputEnd: options.has('send-only') ? { quitAfter: 0 } : 'shutdown',
      endsWithNet: true,
      ...(options.has('C') && { outgoing: withReturns }),
    })
    sent = result.sent
    received = result.received
  }
  if (options.has('v')) {
    const seconds = (Number(io.p.now() - start) / 1e9).toFixed(2)
    await say(`${sent} bytes sent, ${received} bytes received in ${seconds} seconds.`)
  }
  return 0
}

function sourceOf(options: Options): { host?: string; port?: number } | undefined {
  const [host, port] = [options.get('s'), options.get('p')]
  if (host === undefined && port === undefined) return undefined
  return { ...(host !== undefined && { host }), ...(port !== undefined && { port: Number(port) }) }
}

async function lookUp(io: Io, host: string, options: Options): Promise<string[]> {
  try {
    if (options.has('n') && canonicalIp(host) === undefined) throw new ResolveError('unknown')
    return await resolve(io.p, host, options.has('6') ? 6 : options.has('4') ? 4 : undefined)
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw new Failure('', 2, `Ncat: Could not resolve hostname "${host}": ${error.message}. QUITTING.`)
  }
}

async function listen(io: Io, options: Options, say: Say): Promise<number> {
  const { p } = io
  const [first, second] = options.operands
  const named = second !== undefined || (first !== undefined && !/^\d+$/.test(first))
  const port = Number((named ? second : first) ?? options.get('p') ?? DEFAULT_PORT)
  const hosts = named
    ? await lookUp(io, first!, options)
    : options.has('4')
      ? ['0.0.0.0']
      : options.has('6')
        ? ['::']
        : ['::', '0.0.0.0']
  const listeners: Fd[] = []
  for (const host of hosts) {
    try {
      const six = host.includes(':')
      listeners.push(listenOn(p, { host, port }, { backlog: BACKLOG, ...(six && { v6only: true }) }))
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno === 'EADDRNOTAVAIL' && hosts.length > 1) continue
      throw new Failure('', 2, `Ncat: bind to ${host}:${port}: ${error.message}. QUITTING.`)
    }
  }
  if (options.has('v')) for (const [i] of listeners.entries()) await say(`Listening on ${hosts[i]}:${port}`)
  for (;;) {
    const [ready] = await p.net.poll(listeners.map((fd) => ({ fd, events: ['in'] as const })))
    const { fd, peer } = await p.net.accept(ready!.fd)
    if (options.has('v')) {
      await say(`Connection from ${peer.host}.`)
      await say(`Connection from ${peer.host}:${peer.port}.`)
    }
    if (!options.has('k')) for (const listener of listeners) p.close(listener)
    await relay(p, {
      net: fd,
      input: options.has('recv-only') ? undefined : 0,
      output: 1,
      atInputEnd: 'shutdown',
      endsWithNet: true,
    })
    p.close(fd)
    if (!options.has('k')) return 0
  }
}
