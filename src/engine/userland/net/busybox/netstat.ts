import type { SocketInfo } from '../../../kernel/net/calls.ts'
import { Names } from '../../accounts.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { processes } from '../../processes.ts'
import type { Main } from '../../program.ts'
import { HostNames } from '../hosts.ts'
import { Services } from '../services.ts'
import { tcpStateName } from '../state-names.ts'
import { titleOf } from '../tools/netstat.ts'
import { routeTable } from '../tools/route.ts'

const OPTIONS = optionTable('', '-l -a -e -n -t -u -w -x -r -W -p')
const ADDRESS_WIDTH = 23
const WIDE = 51
const PROGRAM_WIDTH = 20

/** `netstat` of busybox. */
export const netstatMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('r')) {
    await io.out.write(routeTable(io, options.has('n'), true))
    return 0
  }
  const what = options.has('a')
    ? 'servers and established'
    : options.has('l')
      ? 'only servers'
      : 'w/o servers'
  const width = options.has('W') ? WIDE : ADDRESS_WIDTH
  const some = options.has('t', 'u', 'w', 'x')
  const [services, hosts, names] = [new Services(io.p), new HostNames(io.p), new Names(io.p)]
  const titles = new Map(processes(io.p).map(({ pid, argv, comm }) => [pid, titleOf(argv[0]) || comm]))

  const wanted = ({ protocol, state, remote }: SocketInfo): boolean => {
    if (options.has('a')) return true
    const serves = protocol === 'tcp' ? state === 'LISTEN' : remote.port === 0
    return options.has('l') ? serves : !serves
  }
  const address = ({ protocol, ...sides }: SocketInfo, side: 'local' | 'remote'): string => {
    const { host, port } = sides[side]
    const plain = options.has('n')
    const named = plain ? undefined : services.nameOf(port, protocol === 'udp' ? 'udp' : 'tcp')
    const name = (plain ? undefined : hosts.nameOf(host)) ?? host
    return `${name}:${port === 0 ? '*' : (named ?? port)}`.padEnd(width)
  }
  const line = (socket: SocketInfo): string => {
    const { protocol, state, recvQ, sendQ, uid, inode } = socket
    const shown = protocol === 'tcp' ? tcpStateName(state) : state === 'ESTABLISHED' ? state : ''
    let text = `${protocol}   ${String(recvQ).padStart(6)} ${String(state === 'LISTEN' ? 0 : sendQ).padStart(6)}`
    text += ` ${address(socket, 'local')} ${address(socket, 'remote')} ${shown.padEnd(12)}`
    if (options.has('e')) text += `${(names.user(uid) ?? String(uid)).padEnd(10)} ${inode} `
    if (options.has('p')) {
      const [first] = [...socket.holders].sort((a, b) => a.pid - b.pid)
      text += first ? `${first.pid}/${titles.get(first.pid) ?? first.comm}`.slice(0, PROGRAM_WIDTH - 1) : '-'
    }
    return `${text}\n`
  }

  let text = ''
  if (!some || options.has('t', 'u', 'w')) {
    text += `Active Internet connections (${what})\nProto Recv-Q Send-Q ${'Local Address'.padEnd(width)} ${'Foreign Address'.padEnd(width)} State       `
    text += `${options.has('e') ? 'User       Inode       ' : ''}${options.has('p') ? 'PID/Program name' : ''}\n`
    const sockets = io.p.net.sockets().filter(wanted)
    for (const [protocol, key] of [
      ['tcp', 't'],
      ['udp', 'u'],
      ['raw', 'w'],
    ] as const)
      if (!some || options.has(key))
        for (const family of ['inet', 'inet6'] as const)
          for (const socket of sockets)
            if (socket.protocol === protocol && socket.family === family) text += line(socket)
  }
  if (!some || options.has('x'))
    text += `Active UNIX domain sockets (${what})\nProto RefCnt Flags       Type       State         I-Node ${options.has('p') ? 'PID/Program name    ' : ''}Path\n`
  await io.out.write(text)
  return 0
}
