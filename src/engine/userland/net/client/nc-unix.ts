import { isErrno } from '../../../base/errors.ts'
import type { Fd, Process } from '../../../kernel/process.ts'
import { Failure, type Io } from '../../program.ts'

/** What `nc -U` is asked to do. */
export interface UnixCall {
  readonly operands: readonly string[]
  readonly listens: boolean
  readonly again: boolean
  readonly datagrams: boolean
  readonly verbose: boolean
  readonly onlyLooks: boolean
  /** Passes what comes and goes. */
  talk(fd: Fd, listening: boolean): Promise<void>
}

const at = (host: string): { host: string; port: number } => ({ host, port: 0 })

/** `nc -U PATH`, `nc -lU PATH` (netcat-openbsd 1.219 of Debian). */
export async function unixNetcat(io: Io, call: UnixCall): Promise<number> {
  const [path, more] = call.operands
  if (more !== undefined) throw new Failure('cannot use port with -U')
  if (path === undefined) throw new Failure('missing socket pathname')
  const said = async (what: string): Promise<void> => {
    if (call.verbose) await io.stderr(`${what} on ${path}\n`)
  }
  const { p } = io
  try {
    if (!call.listens) {
      const fd = await connected(p, path, call.datagrams)
      if (!call.onlyLooks) await call.talk(fd, false)
      p.close(fd)
      return 0
    }
    const fd = p.net.socket('unix', call.datagrams ? 'dgram' : 'stream')
    // What is left of one that was there before goes.
    if (p.exists(path)) p.unlink(path)
    p.net.bind(fd, at(path))
    await said('Bound')
    if (call.datagrams) {
      const { from } = await p.net.recv(fd, 65536, { peek: true })
      if (from && from.host !== '') await p.net.connect(fd, from)
      await said('Connection received')
      await call.talk(fd, true)
      return 0
    }
    p.net.listen(fd, 5)
    await said('Listening')
    do {
      const { fd: own } = await p.net.accept(fd)
      await said('Connection received')
      await call.talk(own, true)
      p.close(own)
    } while (call.again)
    return 0
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${path}: ${error.message}`)
  }
}

async function connected(p: Process, path: string, datagrams: boolean): Promise<Fd> {
  const fd = p.net.socket('unix', datagrams ? 'dgram' : 'stream')
  if (datagrams) {
    // It has a name, so that it can be answered.
    const folder = `/tmp/nc-${p.random.hex(6)}`
    p.mkdir(folder, 0o700)
    p.net.bind(fd, at(`${folder}/recv.sock`))
  }
  await p.net.connect(fd, at(path))
  return fd
}
