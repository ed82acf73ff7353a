import { isErrno } from '../base/errors.ts'
import type { ExitCode, Fd, Process, Program } from '../kernel/process.ts'
import { quoteFile } from './quoting.ts'
import { Output } from './stdio.ts'
import { toBytes } from './text.ts'

/** Ends a program: `message` goes to stderr as `name: message`, or to stdout as it is when the code is 0. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: ExitCode
  /** Lines that follow the message without the program's name. */
  readonly hint: string
  constructor(message: string, code: ExitCode = 1, hint = '') {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** What a program works with. */
export interface Io {
  readonly p: Process
  /** The name in messages: `argv[0]` (GNU), the applet's name (busybox). */
  readonly name: string
  readonly args: readonly string[]
  /** True in an applet of busybox: its wordings are its own. */
  readonly busybox: boolean
  /** Banner and usage of a busybox applet, as it shows them for a wrong call. */
  readonly usage: string
  readonly out: Output
  /** Says `name: message` on stderr, after what is already on its way to stdout. */
  error(message: string): Promise<void>
  /** Writes to stderr as it is. */
  stderr(text: string): Promise<void>
}

export type Main = (io: Io) => Promise<ExitCode>

/** What an error says: the text of an errno, or the message of anything else. A bug passes through. */
export function reason(error: unknown): string {
  if (isErrno(error)) return error.message
  throw error
}

/** `usage` is given for an applet of busybox and for nothing else. */
export function createIo(p: Process, name: string, args: readonly string[], usage?: string): Io {
  const out = new Output(p, 1)
  const stderr = async (text: string): Promise<void> => {
    await out.flush()
    await p.write(2, toBytes(text))
  }
  return {
    p,
    name,
    args,
    busybox: usage !== undefined,
    usage: usage ?? '',
    out,
    stderr,
    error: (message) => stderr(`${name}: ${message}\n`),
  }
}

/** Runs a program's main, writes what is buffered, and turns a `Failure` into its text and exit code. */
export async function runMain(io: Io, main: Main): Promise<ExitCode> {
  let code: ExitCode
  try {
    code = await main(io)
  } catch (error) {
    if (error instanceof Failure) {
      code = error.code
      if (code === 0 && error.message) await io.out.write(error.message)
      else if (error.message) await io.error(error.message + (error.hint && `\n${error.hint}`))
      else if (error.hint) await io.stderr(`${error.hint}\n`)
    } else if (isErrno(error)) {
      code = 1
      await io.error(error.message)
    } else throw error
  }
  try {
    await io.out.flush()
  } catch (error) {
    await io.p.write(2, `${io.name}: write error: ${reason(error)}\n`)
    return 1
  }
  return code
}

/** A GNU program of the given name. */
export const program = (name: string, main: Main): Program => ({
  name,
  run: (p) => runMain(createIo(p, p.argv[0] ?? name, p.argv.slice(1)), main),
})

/** A program of util-linux: it names itself by the last part of `argv[0]`. */
export const shortNamed = (name: string, main: Main): Program => ({
  name,
  run: (p) => {
    const called = p.argv[0] ?? name
    return runMain(createIo(p, called.slice(called.lastIndexOf('/') + 1), p.argv.slice(1)), main)
  },
})

/** Says that a file could not be opened, in the words of GNU or of busybox. */
export const openError = (io: Io, path: string, error: unknown): Promise<void> =>
  io.error(io.busybox ? `can't open '${path}': ${reason(error)}` : `${quoteFile(path)}: ${reason(error)}`)

/** One input of a filter: a file or, for `-`, standard input. */
export interface Input {
  readonly fd: Fd
  /** As given on the command line. */
  readonly name: string
}

/**
 * Opens the operands one after another (`-` or none: standard input) and closes each before the next. One that
 * cannot be opened is reported, and `failed` is called.
 */
export async function* inputs(
  io: Io,
  operands: readonly string[],
  failed: () => void,
  report: (path: string, error: unknown) => Promise<void> = (path, error) => openError(io, path, error),
): AsyncGenerator<Input, void, void> {
  for (const name of operands.length === 0 ? ['-'] : operands) {
    if (name === '-') {
      yield { fd: 0, name }
      continue
    }
    let fd: Fd
    try {
      fd = io.p.open(name, { read: true })
    } catch (error) {
      await report(name, error)
      failed()
      continue
    }
    try {
      yield { fd, name }
    } finally {
      if (io.p.isOpen(fd)) io.p.close(fd)
    }
  }
}
