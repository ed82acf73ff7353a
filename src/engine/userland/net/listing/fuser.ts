import { isErrno } from '../../../base/errors.ts'
import type { SocketInfo } from '../../../kernel/net/calls.ts'
import type { Signal } from '../../../kernel/signals.ts'
import { parseSignal } from '../../../kernel/signals.ts'
import { S_IFMT, S_IFSOCK } from '../../../vfs/filesystem.ts'
import { Names } from '../../accounts.ts'
import { processes } from '../../processes.ts'
import { Failure, type Io, program } from '../../program.ts'
import { Services } from '../services.ts'

const NAME_WIDTH = 20

/** A port, or a file that is a socket. */
type Name = { readonly text: string } & (
  | { readonly protocol: 'tcp' | 'udp'; readonly port: number }
  | { readonly protocol: 'file'; readonly ino: number; readonly dev: number }
)

interface Wanted {
  readonly names: Name[]
  verbose: boolean
  kill: boolean
  silent: boolean
  signal: Signal
}

/** `fuser 8080/tcp`: who uses a port (psmisc 23.6). */
export const fuser = program('fuser', async (io) => {
  const wanted = await read(io)
  const owners = new Map(processes(io.p).map((info) => [info.pid, info]))
  const names = new Names(io.p)
  const sockets = io.p.net.sockets()
  const files = io.p.net.unixSockets()
  const holdersOf = (name: Name): SocketInfo['holders'] =>
    name.protocol === 'file'
      ? files
          .filter(({ file }) => file?.ino === name.ino && file.dev === name.dev)
          .flatMap(({ holders }) => holders)
      : sockets
          .filter((socket) => socket.protocol === name.protocol && socket.local.port === name.port)
          .flatMap(({ holders }) => holders)
  const found = wanted.names.map((name) => ({
    name,
    pids: [...new Set(holdersOf(name).map(({ pid }) => pid))].sort((a, b) => a - b),
  }))
  const any = found.some(({ pids }) => pids.length > 0)
  if (wanted.verbose && any) await io.stderr(`${' '.repeat(NAME_WIDTH)} USER        PID ACCESS COMMAND\n`)
  for (const { name, pids } of found) {
    if (pids.length === 0) continue
    if (!wanted.silent) await io.stderr(`${name.text}:`.padEnd(NAME_WIDTH))
    for (const [i, pid] of pids.entries()) {
      const owner = owners.get(pid)
      const user = owner ? (names.user(owner.uid) ?? String(owner.uid)) : ''
      if (wanted.verbose) await io.stderr(`${i === 0 ? '' : ' '.repeat(NAME_WIDTH)} ${user.padEnd(8)} `)
      if (!wanted.silent) {
        await io.out.write(String(pid).padStart(6))
        await io.out.flush()
      }
      if (wanted.verbose) await io.stderr(` F.... ${owner?.comm ?? ''}\n`)
      if (wanted.kill) kill(io, pid, wanted.signal)
    }
    if (!wanted.verbose && !wanted.silent) await io.stderr('\n')
  }
  return any ? 0 : 1
})

/** Where a socket's file is; undefined where nothing is. */
function socketFile({ p }: Io, path: string): { ino: number; dev: number } | undefined {
  try {
    const { ino, dev, mode } = p.stat(path)
    if ((mode & S_IFMT) !== S_IFSOCK)
      throw new Failure('files other than sockets are not part of this simulation')
    return { ino, dev }
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

function kill(io: Io, pid: number, signal: Signal): void {
  try {
    io.p.kill(pid, signal)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure('', 1, `Could not kill process ${pid}: ${error.message}`)
  }
}

async function read(io: Io): Promise<Wanted> {
  const services = new Services(io.p)
  const wanted: Wanted = { names: [], verbose: false, kill: false, silent: false, signal: 'SIGKILL' }
  let space: string | undefined
  const rest = [...io.args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '-n') {
      space = rest.shift()
      if (space !== 'tcp' && space !== 'udp' && space !== 'file')
        throw new Failure('', 1, 'Invalid namespace name')
    } else if (arg === '-V') throw new Failure('', 0, 'fuser (PSmisc) 23.6')
    else if (arg.startsWith('-') && arg.length > 1) {
      const signal = /^-[A-Z0-9]+$/.test(arg) ? parseSignal(arg.slice(1)) : undefined
      if (signal) wanted.signal = signal as Signal
      else
        for (const letter of arg.slice(1)) {
          if (letter === 'v') wanted.verbose = true
          else if (letter === 'k') wanted.kill = true
          else if (letter === 's') wanted.silent = true
          else if (!'4 6 a u w'.split(' ').includes(letter))
            throw new Failure(`option -${letter} is not part of this simulation`)
        }
    } else {
      const [text = '', kind = space] = arg.split('/')
      if (kind !== 'tcp' && kind !== 'udp') {
        const file = socketFile(io, arg)
        if (file) wanted.names.push({ text: arg, protocol: 'file', ...file })
        else await io.stderr(`Specified filename ${arg} does not exist.\n`)
        continue
      }
      const port = services.portOf(text, kind)
      if (port === undefined) throw new Failure('', 1, `${text}/${kind}: unknown service`)
      wanted.names.push({ text: `${text}/${kind}`, protocol: kind, port })
    }
  }
  if (wanted.names.length === 0 && io.args.every((arg) => arg.startsWith('-')))
    throw new Failure('', 1, 'No process specification given')
  return wanted
}
