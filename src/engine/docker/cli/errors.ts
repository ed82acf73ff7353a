import { EngineError, ERRNO, FsError } from '../../base/errors.ts'
import type { ExitCode } from '../../kernel/process.ts'

/** A failure of the client itself: `message` goes to standard error as it is; an empty one says nothing. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly exit: ExitCode
  constructor(message: string, exit: ExitCode = 1) {
    super(message)
    this.exit = exit
  }
}

/** The client cannot even tell where the daemon is: it ends there, whatever else was asked of it. */
export class InitializeError extends Error {
  override readonly name = 'InitializeError'
}

/** No daemon answers, or one may not talk to it. */
export class ConnectionError extends ClientError {}

/** Nobody answers at `host`, as the user names it. */
export const noDaemon = (host: string): ConnectionError =>
  new ConnectionError(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`)

/** Error texts of Go's syscall package: those of the C library, in lower case. */
export const goErrno = (error: FsError): string =>
  ERRNO[error.errno].replace(/^[A-Z]/, (c) => c.toLowerCase())

/** A failed file call as Go's os package words it: `open /nope: no such file or directory`. */
export const pathError = (call: string, path: string, error: FsError): ClientError =>
  new ClientError(`${call} ${path}: ${goErrno(error)}`)

/** What the client prints for a failure; undefined for a bug, which is not the user's. */
export function messageOf(error: unknown): string | undefined {
  if (error instanceof EngineError) return `Error response from daemon: ${error.message}`
  if (error instanceof ClientError) return error.message
  if (error instanceof FsError) return goErrno(error)
  return undefined
}

/** The failure of `docker run` and its like before a container runs: exit 125 and where to read more. */
export function startFailure(path: string, error: unknown): unknown {
  const message = messageOf(error)
  if (message === undefined) return error
  return new ClientError(`docker: ${message}\n\nRun '${path} --help' for more information`, 125)
}

/** What Docker does and Strata does not. */
export const notSimulated = ({ path }: { readonly path: string }): ClientError =>
  new ClientError(`${path}: not simulated by Strata`)
