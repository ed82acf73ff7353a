import type { ArithmeticError } from './expand/arithmetic.ts'

/** Which shell this is: bash (hosts, Debian), busybox ash (Alpine, busybox), dash (Debian's /bin/sh). */
export type Dialect = 'bash' | 'ash' | 'dash'

/** Where a message comes from, for its prefix. */
export interface Origin {
  /** `$0`. */
  readonly name: string
  readonly interactive: boolean
  /** 1 is the first line. */
  readonly line: number
  /** What is run: a script file, the argument of `-c`, or standard input. */
  readonly input: 'file' | 'string' | 'stdin'
  readonly builtin?: string | undefined
}

/** What stands before a message on standard error. */
export function prefix(dialect: Dialect, origin: Origin): string {
  const { name, builtin, interactive, line, input } = origin
  switch (dialect) {
    case 'bash':
      return `${name}: ${interactive ? '' : `line ${line}: `}${builtin ? `${builtin}: ` : ''}`
    case 'dash':
      return `${name}: ${line}: ${builtin ? `${builtin}: ` : ''}`
    case 'ash': {
      const where = interactive ? '' : `line ${input === 'string' ? line - 1 : line}: `
      if (builtin) return `${name}: ${builtin}: ${where}`
      return `${name}: ${input === 'file' ? where : ''}`
    }
  }
}

/** Text of an arithmetic error, without prefix. */
export function arithmeticText(dialect: Dialect, error: ArithmeticError): string {
  const { kind, expression, token } = error
  if (dialect === 'ash') return kind === 'zero' ? 'divide by zero' : 'arithmetic syntax error'
  if (dialect === 'dash') {
    const what = { zero: 'division by zero', operand: 'expecting primary' } as Record<string, string>
    return `arithmetic expression: ${what[kind] ?? 'expecting EOF'}: "${expression}"`
  }
  const what = {
    zero: 'division by 0',
    operand: 'syntax error: operand expected',
    syntax: 'syntax error in expression',
    base: 'value too great for base',
    assign: 'attempted assignment to non-variable',
    recursion: 'expression recursion level exceeded',
    exponent: 'exponent less than 0',
  }[kind]
  return `${expression}: ${what} (error token is "${token}")`
}

export const readonlyText = (dialect: Dialect, name: string): string =>
  dialect === 'bash' ? `${name}: readonly variable` : `${name}: is read only`

/** A file that could not be opened for a redirection; `text` is strerror's. */
export function openFailure(dialect: Dialect, path: string, text: string, creating: boolean): string {
  if (dialect === 'bash') return `${path}: ${text}`
  const missing = text === 'No such file or directory'
  if (dialect === 'ash') {
    const verb = creating ? "can't create" : "can't open"
    return `${verb} ${path}: ${missing ? (creating ? 'nonexistent directory' : 'no such file') : text}`
  }
  const reason = missing ? (creating ? 'Directory nonexistent' : 'No such file') : text
  return `cannot ${creating ? 'create' : 'open'} ${path}: ${reason}`
}

/** A command that could not be started. */
export function notFound(dialect: Dialect, name: string): string {
  return dialect === 'bash' && !name.includes('/') ? `${name}: command not found` : `${name}: not found`
}

/** Exit status of a builtin or a redirection that failed. */
export const failureStatus = (dialect: Dialect): number => (dialect === 'bash' ? 1 : 2)

/** Builtins whose failure ends a script (POSIX 2.14 "special built-in utilities"); bash does so in posix mode only. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([
  'break',
  ':',
  'continue',
  '.',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
])
