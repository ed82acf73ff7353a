import { type Errno, FsError, isErrno } from '../../base/errors.ts'
import type { Fd } from '../../kernel/process.ts'
import { Failure } from '../failure.ts'
import { writeError } from '../report.ts'
import type { Shell } from '../state.ts'

const NETWORK_PATH = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/

/** What a redirection of bash's to `/dev/tcp/HOST/PORT` or `/dev/udp/HOST/PORT` asks for (bash(1), REDIRECTION). */
export interface NetworkPath {
  readonly kind: 'tcp' | 'udp'
  readonly host: string
  readonly port: string
}

export function networkPath(sh: Shell, path: string): NetworkPath | undefined {
  const [, kind, host = '', port = ''] = (sh.dialect === 'bash' && NETWORK_PATH.exec(path)) || []
  return kind === undefined ? undefined : { kind: kind as 'tcp' | 'udp', host, port }
}

/** Connects a socket for a redirection. What fails is told twice, as bash does: once without the line. */
export async function openNetwork(sh: Shell, path: string, { kind, host, port }: NetworkPath): Promise<Fd> {
  const tell = (text: string): Promise<void> => writeError(sh, `${sh.name.replace(/^-/, '')}: ${text}\n`)
  const number = /^\d+$/.test(port) ? Number(port) : Number.NaN
  if (!(number <= 65535)) {
    await tell(`${port}: invalid service`)
    throw new Failure(`${path}: ${new FsError('EINVAL').message}`)
  }
  const found = await sh.lookUp(sh.process, host)
  if (typeof found === 'string') {
    await tell(`${host}: ${found}`)
    throw new Failure(`${path}: ${new FsError('EINVAL').message}`)
  }
  const { net } = sh.process
  let last: Errno = 'EINVAL'
  for (const address of found) {
    const fd = net.socket(address.includes(':') ? 'inet6' : 'inet', kind === 'tcp' ? 'stream' : 'dgram')
    try {
      await net.connect(fd, { host: address, port: number })
      return fd
    } catch (error) {
      sh.process.close(fd)
      if (!isErrno(error)) throw error
      last = error.errno
    }
  }
  const { message } = new FsError(last)
  await tell(`connect: ${message}`)
  throw new Failure(`${path}: ${message}`)
}
