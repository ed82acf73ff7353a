/** How far a failure reaches. `command`: its status; `line`: the rest of the line; `shell`: a script ends. */
export type Reach = 'command' | 'line' | 'shell'

/** Something the shell must tell the user about. `message` has no prefix; the dialect adds it. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly reach: Reach
  readonly status: number
  /** Name of the builtin that failed, for the prefix. */
  readonly builtin: string | undefined
  /** What it was about, for dialects that word it in another way. */
  readonly detail: FailureDetail | undefined
  constructor(
    message: string,
    options: { reach?: Reach; status?: number; builtin?: string } & Partial<FailureDetail> = {},
  ) {
    super(message)
    this.reach = options.reach ?? 'command'
    this.status = options.status ?? 1
    this.builtin = options.builtin
    this.detail = options.why ? { why: options.why, name: options.name ?? '' } : undefined
  }
}
export interface FailureDetail {
  readonly why:
    | 'readonly'
    | 'unset'
    | 'arithmetic'
    | 'parameter'
    | 'substitution'
    | 'open'
    | 'create'
    | 'syntax'
  readonly name: string
}

/** Base of the jumps that leave nested commands; not errors. */
export abstract class Jump {}
export class BreakLoop extends Jump {
  levels: number
  readonly again: boolean
  /** `again` is `continue`. */
  constructor(levels: number, again: boolean) {
    super()
    this.levels = levels
    this.again = again
  }
}
export class ReturnFrom extends Jump {
  readonly status: number
  constructor(status: number) {
    super()
    this.status = status
  }
}
/** `exit`, or `set -e` after a failure. Traps on EXIT run where it is caught. */
export class ExitShell extends Jump {
  readonly status: number
  constructor(status: number) {
    super()
    this.status = status
  }
}
/** Ctrl-C at an interactive shell: back to the prompt. */
export class Interrupted extends Jump {}
