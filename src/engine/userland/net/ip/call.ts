import { isErrno } from '../../../base/errors.ts'
import { Failure, type Io } from '../../program.ts'
import type { Style } from './row.ts'

/** Which addresses and routes are asked for. */
export type Family = 'inet' | 'inet6' | 'link'

/** The options before the object. */
export interface IpOptions extends Style {
  readonly family: Family | undefined
  readonly brief: boolean
  readonly details: boolean
  /** How often `-s` was given. */
  readonly statistics: number
  /** Counters as `1.3K`. */
  readonly human: boolean
  /** For all namespaces (`ip -all netns`). */
  readonly all: boolean
}

/** A call of ip: its options, and the arguments of the command still to read. */
export class IpCall {
  readonly io: Io
  readonly options: IpOptions
  private readonly rest: string[]
  constructor(io: Io, options: IpOptions, args: readonly string[]) {
    this.io = io
    this.options = options
    this.rest = [...args]
  }

  get more(): boolean {
    return this.rest.length > 0
  }
  peek(): string | undefined {
    return this.rest[0]
  }
  next(): string | undefined {
    return this.rest.shift()
  }
  /** The value of a word. A missing one is an error (iproute2, NEXT_ARG). */
  value(): string {
    const value = this.rest.shift()
    if (value === undefined) throw new Plain('Command line is not complete. Try option "help"', 255)
    return value
  }
  /** All that is left. */
  remaining(): string[] {
    return this.rest.splice(0)
  }
}

/** A failure whose text stands alone, without the program's name. */
export class Plain extends Failure {
  constructor(text: string, code: number) {
    super('', code, text)
  }
}

/** What the kernel refuses, as libnetlink says it. */
export const refused = (message: string): Plain => new Plain(`RTNETLINK answers: ${message}`, 2)
/** What the kernel refuses with a reason (NLMSGERR_ATTR_MSG). */
export const refusedWith = (reason: string): Plain => new Plain(`Error: ${reason}`, 2)

/** An argument that is none of what may stand there. */
export const invalid = (what: string, given: string): Plain =>
  new Plain(`Error: argument "${given}" is wrong: ${what}\n`, 255)
export const noDevice = (name: string): Plain => new Plain(`Cannot find device "${name}"`, 1)
export const incomplete = (word: string): Plain =>
  new Plain(`Not enough information: "${word}" argument is required.`, 255)

/** A word may be cut short: `addr`, `a` (iproute2, matches()). */
export const matches = (given: string, word: string): boolean => given !== '' && word.startsWith(given)

/** Runs a call of the kernel. Some refusals have a reason beyond their errno: `reasons` by errno. */
export function asked<T>(call: () => T, reasons: Readonly<Record<string, string>> = {}): T {
  try {
    return call()
  } catch (error) {
    if (!isErrno(error)) throw error
    const reason = reasons[error.errno]
    throw reason === undefined ? refused(error.message) : refusedWith(reason)
  }
}
