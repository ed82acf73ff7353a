import type { Body } from '../../base/body.ts'
import { bytesBody, concatBody } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { isRegular } from '../../vfs/filesystem.ts'
import { DEFAULT_SOCKET } from '../cli/endpoint.ts'
import { ClientError, ConnectionError, goErrno, pathError } from '../cli/errors.ts'

/** Opens an archive to be sent to the daemon; 0 for standard input, an empty name. */
export const openArchive = (process: Process, path: string): number =>
  path === '' ? 0 : openNamed(process, path)

export function openNamed(process: Process, path: string): number {
  try {
    return process.open(path, { read: true })
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw pathError('open', path, error)
  }
}

/** All that comes until the end. */
export async function readAll(process: Process, fd: number): Promise<Body> {
  const parts: Body[] = []
  for (;;) {
    const bytes = await process.read(fd, 65536)
    if (bytes.length === 0) return concatBody(parts)
    parts.push(bytesBody(bytes))
  }
}

/** The content of a secret or a config: `-` is standard input (docker/cli, command/internal/cli). */
export async function contentOf(process: Process, path: string): Promise<Body> {
  const check = (body: Body): Body => {
    if (body.size > 0) return body
    throw new ClientError(`error reading from ${path === '-' ? 'STDIN' : path}: data is empty`)
  }
  if (path === '-') return check(await readAll(process, 0))
  try {
    return check(process.readFile(path))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(`error reading from ${path}: open ${path}: ${goErrno(error)}`)
  }
}

/** All of what was opened: as it lies on the disk, or piece by piece until it ends. The request is for errors. */
export async function archiveOf(
  process: Process,
  fd: number,
  input: string,
  { verb, target }: { readonly verb: string; readonly target: string },
): Promise<Body> {
  try {
    if (input !== '' && isRegular(process.stat(input).mode)) return process.readFile(input)
    return await readAll(process, fd)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    // The file opened; the request that is to carry it does not get far.
    throw new ConnectionError(
      `error during connect: ${verb} "http://${encodeURIComponent(DEFAULT_SOCKET)}/v1.50${target}": read ${input}: ${goErrno(error)}`,
    )
  }
}
