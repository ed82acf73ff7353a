import { isErrno } from '../../base/errors.ts'
import { decode, encode } from '../../base/text.ts'
import type { NetCalls, SocketAddress } from '../../kernel/net/calls.ts'
import type { Fd } from '../../kernel/process.ts'

/** A call as it was asked for, and what it gave. */
export interface Outcome {
  /** As C has it, with what came back: `bind(3, 0.0.0.0:8080) = -1 EADDRINUSE (Address already in use)`. */
  readonly text: string
  /** What the descriptor is now the newest one of. */
  readonly opened?: Fd
}

/** A call that is ready to be made. Undefined: the words make none. */
export interface Call {
  /** As C has it, without what it gives: `accept(3)`. */
  readonly text: string
  /** Makes it. `FsError`: what the kernel refused. */
  make(net: NetCalls): Promise<Outcome> | Outcome
}

/** Descriptors that a call is about where none is named. */
export interface Newest {
  /** The last that socket() made. */
  readonly made: Fd | undefined
  /** The last of all, also of accept(). */
  readonly any: Fd | undefined
  readonly open: readonly Fd[]
}

/** Bytes that recv asks for. */
const MOST = 4096

/** `192.168.244.128:8080`, `[::1]:80`, `:8080` for all addresses. */
export function addressOf(text: string): SocketAddress | undefined {
  const m = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]*)):(\d{1,5})$/.exec(text)
  if (!m || Number(m[3]) > 65535) return undefined
  return { host: m[1] ?? (m[2] || '0.0.0.0'), port: Number(m[3]) }
}
const shown = ({ host, port }: SocketAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** The call that words ask for: `bind 0.0.0.0:8080`, `send 4 hello`. Undefined where they ask for none. */
export function callOf(words: readonly string[], newest: Newest): Call | undefined {
  const [name = '', ...rest] = words
  const named = (least: number): boolean =>
    rest.length > least && /^\d+$/.test(rest[0]!) && newest.open.includes(Number(rest[0]))
  /** The descriptor that is named before `least` further words, else the newest. */
  const split = (least: number, usual: Fd | undefined): [Fd, readonly string[]] | undefined => {
    const fd = named(least) ? Number(rest[0]) : (usual ?? 3)
    const words = named(least) ? rest.slice(1) : rest
    return words.length === least ? [fd, words] : undefined
  }
  switch (name) {
    case 'socket':
      return socketCall(rest)
    case 'bind':
    case 'connect': {
      const [fd, [text = ''] = []] = split(1, newest.made) ?? []
      const address = addressOf(text)
      return fd === undefined || !address ? undefined : placed(name, fd, address)
    }
    case 'reuseaddr': {
      const [fd] = split(0, newest.made) ?? []
      if (fd === undefined) return undefined
      return plain(`setsockopt(${fd}, SOL_SOCKET, SO_REUSEADDR, 1)`, (net) =>
        net.setsockopt(fd, 'reuseaddr', true),
      )
    }
    case 'listen': {
      const [fd, [backlog = ''] = []] = split(1, newest.made) ?? []
      if (fd === undefined || !/^\d+$/.test(backlog)) return undefined
      return plain(`listen(${fd}, ${backlog})`, (net) => net.listen(fd, Number(backlog)))
    }
    case 'accept': {
      const [fd] = split(0, newest.made) ?? []
      return fd === undefined ? undefined : acceptCall(fd)
    }
    case 'send': {
      const fd = named(1) ? Number(rest[0]) : (newest.any ?? 3)
      const text = (named(1) ? rest.slice(1) : rest).join(' ')
      return text === '' ? undefined : sendCall(fd, text)
    }
    case 'recv': {
      const [fd] = split(0, newest.any) ?? []
      return fd === undefined ? undefined : recvCall(fd)
    }
    case 'shutdown': {
      const [fd] = split(0, newest.any) ?? []
      return fd === undefined
        ? undefined
        : plain(`shutdown(${fd}, SHUT_WR)`, (net) => net.shutdown(fd, 'write'))
    }
    default:
      return undefined
  }
}

function socketCall(rest: readonly string[]): Call | undefined {
  const [kind = 'tcp', ...more] = rest
  const [domain, type] =
    { tcp: ['inet', 'stream'] as const, tcp6: ['inet6', 'stream'] as const, udp: ['inet', 'dgram'] as const }[
      kind
    ] ?? []
  if (!domain || !type || more.length > 0) return undefined
  const text = `socket(AF_${domain.toUpperCase()}, SOCK_${type.toUpperCase()})`
  return {
    text,
    make: (net) => {
      const fd = net.socket(domain, type)
      return { text: `${text} = ${fd}`, opened: fd }
    },
  }
}

/** A call that gives 0. */
const plain = (text: string, make: (net: NetCalls) => Promise<void> | void): Call => ({
  text,
  make: async (net) => {
    await make(net)
    return { text: `${text} = 0` }
  },
})

const placed = (name: 'bind' | 'connect', fd: Fd, address: SocketAddress): Call =>
  plain(`${name}(${fd}, ${shown(address)})`, (net) =>
    name === 'bind' ? net.bind(fd, address) : net.connect(fd, address),
  )

const acceptCall = (fd: Fd): Call => ({
  text: `accept(${fd})`,
  make: async (net) => {
    const { fd: opened, peer } = await net.accept(fd)
    return { text: `accept(${fd}, ${shown(peer)}) = ${opened}`, opened }
  },
})

const sendCall = (fd: Fd, said: string): Call => {
  const text = `send(${fd}, ${JSON.stringify(said)})`
  return {
    text,
    make: async (net) => ({ text: `${text} = ${await net.send(fd, encode(said), { noSignal: true })}` }),
  }
}

const recvCall = (fd: Fd): Call => ({
  text: `recv(${fd})`,
  make: async (net) => {
    const { data, from } = await net.recv(fd, MOST)
    const by = from ? `, ${shown(from)}` : ''
    return { text: `recv(${fd}, ${JSON.stringify(decode(data))}${by}) = ${data.length}` }
  },
})

/** What a call that the kernel refused looks like; anything else is a bug. */
export function refusedText(text: string, error: unknown): string {
  if (!isErrno(error)) throw error
  return `${text} = -1 ${error.errno} (${error.message})`
}
