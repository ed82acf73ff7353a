import { Failure } from '../program.ts'

export const VERSION = 'v1.8.9 (nf_tables)'

/** A wrong command line: exit 2, with the hint. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall'
  /** The words stand alone, without the program's name. */
  readonly bare: boolean
  constructor(message: string, bare = false) {
    super(message)
    this.bare = bare
  }
}

/** The rules refuse: `iptables: Chain already exists.`, exit 1. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** Another failure, with its exit code; the name of the program comes before. */
export class Failed extends Error {
  override readonly name = 'Failed'
  readonly code: number
  constructor(message: string, code: number) {
    super(message)
    this.code = code
  }
}

/** An option that iptables has and Strata has not. */
export const notSimulated = (what: string): Failure => new Failure(`${what} is not simulated by Strata`, 1)
