import { isErrno } from '../../../base/errors.ts'
import type { Fd, Process } from '../../../kernel/process.ts'

/** What of an address of socat says where a Unix socket is. */
export interface UnixAddress {
  readonly type: string
  readonly params: readonly string[]
  readonly options: ReadonlyMap<string, string>
}
/** What went wrong, as socat says it. */
export class UnixFailure extends Error {}

export const isUnix = (type: string): boolean => /^(UNIX|ABSTRACT)(-|$)/.test(type)
export const isUnixListener = (type: string): boolean => /^(UNIX|ABSTRACT)-(LISTEN|L)$/.test(type)

/** `AF=1 "/run/x"`, as socat shows a Unix address. */
export const shownAddress = (name: string): string => `AF=1 "${name.replace(/\0/g, '\\0')}"`
/** How long such an address is. */
const lengthOf = (name: string): number => 2 + name.length
const at = (host: string): { host: string; port: number } => ({ host, port: 0 })

const nameOf = ({ type, params }: UnixAddress): string =>
  type.startsWith('ABSTRACT') ? `\0${params[0] ?? ''}` : (params[0] ?? '')

/** A socket that listens. The file goes with the program, unless `unlink-close=0`. */
export function listenUnix(p: Process, address: UnixAddress): { readonly fd: Fd; leave(): void } {
  const { options } = address
  const name = nameOf(address)
  const file = !name.startsWith('\0')
  if (file && options.has('unlink-early') && p.exists(name)) p.unlink(name)
  if (file && p.exists(name)) throw new UnixFailure(`"${name}" exists`)
  const datagrams = /-RECV(FROM)?$/.test(address.type)
  const fd = p.net.socket('unix', datagrams ? 'dgram' : 'stream')
  const old = p.umask()
  try {
    const mode = options.get('mode') ?? options.get('perm')
    const umask = options.get('umask')
    if (umask !== undefined) p.umask(Number.parseInt(umask, 8))
    p.net.bind(fd, at(name))
    if (file && mode !== undefined) p.chmod(name, Number.parseInt(mode, 8))
    if (!datagrams) p.net.listen(fd, Number(options.get('backlog') ?? 5))
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new UnixFailure(`bind(${fd}, ${shownAddress(name)}, ${lengthOf(name)}): ${error.message}`)
  } finally {
    p.umask(old)
  }
  return {
    fd,
    leave: () => {
      if (file && options.get('unlink-close') !== '0' && p.exists(name)) p.unlink(name)
    },
  }
}

/** A socket that is connected; one of messages speaks to who is named. */
export async function connectUnix(p: Process, address: UnixAddress): Promise<Fd> {
  const name = nameOf(address)
  const datagrams = address.type.endsWith('-SENDTO')
  const fd = p.net.socket('unix', datagrams ? 'dgram' : 'stream')
  try {
    await p.net.connect(fd, at(name))
    return fd
  } catch (error) {
    if (!isErrno(error)) throw error
    if (!datagrams && error.errno === 'EPROTOTYPE' && /^UNIX(-CLIENT)?$/.test(address.type)) {
      p.close(fd)
      return connectUnix(p, { ...address, type: 'UNIX-SENDTO' })
    }
    throw new UnixFailure(`connect(, ${shownAddress(name)}, ${lengthOf(name)}): ${error.message}`)
  }
}
