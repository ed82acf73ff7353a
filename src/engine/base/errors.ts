/** The classes of failure that the Docker Engine API tells apart, by the HTTP status it answers with. */
export type ErrorCode =
  | 'invalid' // 400
  | 'unauthorized' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'conflict' // 409
  | 'unavailable' // 503
  | 'not-implemented' // 501
  | 'internal' // 500

/**
 * A failure a user caused or must know of. `message` is Docker's own text to the letter, without the
 * client's prefix (`Error response from daemon: `). Whoever throws it writes the final wording.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The errno values that the simulated kernel returns, with the text of strerror(3) (glibc). */
export const ERRNO = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  EINTR: 'Interrupted system call',
  EIO: 'Input/output error',
  ENXIO: 'No such device or address',
  E2BIG: 'Argument list too long',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENODEV: 'No such device',
  ENOTBLK: 'Block device required',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  EMFILE: 'Too many open files',
  ENOTTY: 'Inappropriate ioctl for device',
  ETXTBSY: 'Text file busy',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  ESPIPE: 'Illegal seek',
  EROFS: 'Read-only file system',
  EMLINK: 'Too many links',
  EPIPE: 'Broken pipe',
  ENAMETOOLONG: 'File name too long',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  ENODATA: 'No data available',
  ENOTSUP: 'Operation not supported',
  ENONET: 'Machine is not on the network',
  EPROTO: 'Protocol error',
  EOVERFLOW: 'Value too large for defined data type',
  ENOTSOCK: 'Socket operation on non-socket',
  EDESTADDRREQ: 'Destination address required',
  EMSGSIZE: 'Message too long',
  EPROTOTYPE: 'Protocol wrong type for socket',
  ENOPROTOOPT: 'Protocol not available',
  EPROTONOSUPPORT: 'Protocol not supported',
  ESOCKTNOSUPPORT: 'Socket type not supported',
  EOPNOTSUPP: 'Operation not supported',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETDOWN: 'Network is down',
  ENETUNREACH: 'Network is unreachable',
  ECONNABORTED: 'Software caused connection abort',
  ECONNRESET: 'Connection reset by peer',
  ENOBUFS: 'No buffer space available',
  EISCONN: 'Transport endpoint is already connected',
  ENOTCONN: 'Transport endpoint is not connected',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  EHOSTDOWN: 'Host is down',
  EHOSTUNREACH: 'No route to host',
  EALREADY: 'Operation already in progress',
  EINPROGRESS: 'Operation now in progress',
  EKEYREJECTED: 'Key was rejected by service',
} as const
export type Errno = keyof typeof ERRNO

/** V8 and JavaScriptCore take so many lines of stack for an error; other engines do not look at it. */
const traces = Error as { stackTraceLimit?: number | undefined }

/**
 * What a failed kernel call throws. Programs turn it into text; nothing else does. It carries no stack: a call tells with it
 * that a name is free, and to take a stack takes longer than the call.
 */
export class FsError extends Error {
  override readonly name = 'FsError'
  readonly errno: Errno
  constructor(errno: Errno) {
    const { stackTraceLimit } = traces
    traces.stackTraceLimit = 0
    super(ERRNO[errno])
    traces.stackTraceLimit = stackTraceLimit
    this.errno = errno
  }
}

/** True for an `FsError`, of one of the given errnos when any is given. */
export function isErrno(error: unknown, ...errnos: Errno[]): error is FsError {
  return error instanceof FsError && (errnos.length === 0 || errnos.includes(error.errno))
}
