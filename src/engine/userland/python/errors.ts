import type { Errno, FsError } from '../../base/errors.ts'
import { ERRNO } from '../../base/errors.ts'
import { Builtin, Instance, PyClass, Tuple, type Value } from './values.ts'

/** One line of a traceback. `source` is shown below it, where there is one, with a mark below a part of it. */
export interface Frame {
  readonly file: string
  readonly line: number
  readonly name: string
  readonly source?: string | undefined
  readonly mark?: string | undefined
}

/** An exception of Python on its way up. */
export class Raised {
  readonly value: Instance
  /** From where it was raised up: innermost first. */
  readonly frames: Frame[] = []
  /** Where its last frame was noted: raised again there, it gets no other. */
  private noted: object | undefined
  constructor(value: Instance, frames: readonly Frame[] = []) {
    this.value = value
    this.frames.push(...frames)
  }
  /** Notes that it passed a place. */
  pass(place: object, frame: Frame): void {
    if (this.noted !== place) this.frames.push(frame)
    this.noted = place
  }
}

/** `sys.exit`, or the end of a process: goes through every handler but `finally`. */
export class Stop {
  readonly code: number
  constructor(code: number) {
    this.code = code
  }
}

/** `os.fork` was called: the interpreter goes on twice. */
export class ForkRequest {}

/** What a program asks for that this Python does not know. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported'
}

/** Exceptions by name → the name of what they are one of (Library Reference, "Exception hierarchy"). */
const HIERARCHY: Readonly<Record<string, string>> = {
  SystemExit: 'BaseException',
  KeyboardInterrupt: 'BaseException',
  GeneratorExit: 'BaseException',
  Exception: 'BaseException',
  StopIteration: 'Exception',
  ArithmeticError: 'Exception',
  OverflowError: 'ArithmeticError',
  ZeroDivisionError: 'ArithmeticError',
  AssertionError: 'Exception',
  AttributeError: 'Exception',
  EOFError: 'Exception',
  ImportError: 'Exception',
  ModuleNotFoundError: 'ImportError',
  LookupError: 'Exception',
  IndexError: 'LookupError',
  KeyError: 'LookupError',
  MemoryError: 'Exception',
  NameError: 'Exception',
  UnboundLocalError: 'NameError',
  OSError: 'Exception',
  BlockingIOError: 'OSError',
  ChildProcessError: 'OSError',
  ConnectionError: 'OSError',
  BrokenPipeError: 'ConnectionError',
  ConnectionAbortedError: 'ConnectionError',
  ConnectionRefusedError: 'ConnectionError',
  ConnectionResetError: 'ConnectionError',
  FileExistsError: 'OSError',
  FileNotFoundError: 'OSError',
  InterruptedError: 'OSError',
  IsADirectoryError: 'OSError',
  NotADirectoryError: 'OSError',
  PermissionError: 'OSError',
  ProcessLookupError: 'OSError',
  TimeoutError: 'OSError',
  ReferenceError: 'Exception',
  RuntimeError: 'Exception',
  NotImplementedError: 'RuntimeError',
  RecursionError: 'RuntimeError',
  SyntaxError: 'Exception',
  IndentationError: 'SyntaxError',
  TypeError: 'Exception',
  ValueError: 'Exception',
  UnicodeError: 'ValueError',
  UnicodeDecodeError: 'UnicodeError',
  UnicodeEncodeError: 'UnicodeError',
  Warning: 'Exception',
}

export const OBJECT = new PyClass('object', [])
OBJECT.attributes.set(
  '__init__',
  new Builtin('__init__', (_vm, [self, ...args], keywords) => {
    const name = self instanceof Instance ? self.cls.name : 'object'
    if (args.length + keywords.size > 0) throw typeError(`${name}() takes no arguments`)
    return null
  }),
)
const base = new PyClass('BaseException', [OBJECT])
base.attributes.set(
  '__init__',
  new Builtin('__init__', (_vm, [self, ...args]) => {
    if (self instanceof Instance) fillException(self, args)
    return null
  }),
)
base.attributes.set('with_traceback', new Builtin('with_traceback', (_vm, [self = null]) => self))
/** Classes of the exceptions that are built in. */
export const EXCEPTIONS: ReadonlyMap<string, PyClass> = hierarchy()

function hierarchy(): Map<string, PyClass> {
  const classes = new Map([['BaseException', base]])
  for (const [name, parent] of Object.entries(HIERARCHY))
    classes.set(name, new PyClass(name, [classes.get(parent)!]))
  return classes
}

export const BASE_EXCEPTION = base
export const exceptionClass = (name: string): PyClass => {
  const found = EXCEPTIONS.get(name)
  if (!found) throw new Error(`no exception ${name}`)
  return found
}

export function makeException(cls: PyClass, args: readonly Value[]): Instance {
  const value = new Instance(cls)
  fillException(value, args)
  return value
}

/** What an exception keeps of its arguments; an OSError its number, text and file. */
function fillException(value: Instance, args: readonly Value[]): void {
  value.attributes.set(
    'args',
    new Tuple(args.slice(0, value.cls.isA(exceptionClass('OSError')) ? 2 : args.length)),
  )
  if (!value.cls.isA(exceptionClass('OSError'))) return
  value.attributes.set('errno', args.length > 1 ? args[0]! : null)
  value.attributes.set('strerror', args[1] ?? null)
  value.attributes.set('filename', args[2] ?? null)
}

/** An exception of a class that is built in, to be thrown. */
export const raise = (name: string, ...args: readonly Value[]): Raised =>
  new Raised(makeException(exceptionClass(name), args))
export const typeError = (message: string): Raised => raise('TypeError', message)
export const valueError = (message: string): Raised => raise('ValueError', message)

/** Numbers of the errors (asm-generic/errno.h). */
export const ERRNO_NUMBERS: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  ENOEXEC: 8,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  ENOTBLK: 15,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ENODATA: 61,
  EPROTO: 71,
  ENOTSOCK: 88,
  EDESTADDRREQ: 89,
  EMSGSIZE: 90,
  EPROTOTYPE: 91,
  ENOPROTOOPT: 92,
  EPROTONOSUPPORT: 93,
  ENOTSUP: 95,
  EOPNOTSUPP: 95,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETDOWN: 100,
  ENETUNREACH: 101,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOBUFS: 105,
  EISCONN: 106,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTDOWN: 112,
  EHOSTUNREACH: 113,
  EALREADY: 114,
  EINPROGRESS: 115,
}

/** The classes of an OSError by its errno (PEP 3151). */
const BY_ERRNO: Readonly<Record<string, string>> = {
  EAGAIN: 'BlockingIOError',
  EALREADY: 'BlockingIOError',
  EINPROGRESS: 'BlockingIOError',
  EPIPE: 'BrokenPipeError',
  ECHILD: 'ChildProcessError',
  ECONNABORTED: 'ConnectionAbortedError',
  ECONNREFUSED: 'ConnectionRefusedError',
  ECONNRESET: 'ConnectionResetError',
  EEXIST: 'FileExistsError',
  ENOENT: 'FileNotFoundError',
  EINTR: 'InterruptedError',
  EISDIR: 'IsADirectoryError',
  ENOTDIR: 'NotADirectoryError',
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
  ESRCH: 'ProcessLookupError',
  ETIMEDOUT: 'TimeoutError',
}

export const errnoText = (errno: string): string =>
  Object.hasOwn(ERRNO, errno) ? ERRNO[errno as Errno] : errno

/** The OSError of a kernel call that failed; `file` is the name that it was about. */
export function osError({ errno }: FsError, file?: string): Raised {
  const cls = exceptionClass(BY_ERRNO[errno] ?? 'OSError')
  const number = BigInt(ERRNO_NUMBERS[errno] ?? 0)
  return new Raised(makeException(cls, [number, errnoText(errno), ...(file === undefined ? [] : [file])]))
}
