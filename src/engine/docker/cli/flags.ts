/** What a flag's value may be looked up in while the command line is read. */
export interface FlagScope {
  /** Environment of the client: `-e NAME` takes the value from there. */
  readonly env: ReadonlyMap<string, string>
  /** Working directory: `--mount source=./x` is made absolute. */
  readonly cwd: string
}

/**
 * A type of flag value, as pflag's `Value` interface: its name in help texts and how text becomes a value.
 * `parse` gets the value so far, so that lists grow; it throws `FlagValueError` with Go's text.
 */
export interface ValueType<T> {
  /** As `--help` shows it behind the flag; empty for a bool. */
  readonly name: string
  readonly zero: T
  /** What `--help` shows as the default where there is none of its own: `[]`, `map[]`. */
  readonly zeroText?: string
  /** Of a type that is not pflag's own help looks at the present value: once one is given, it shows this as the default. */
  readonly defaultOnceGiven?: string
  /** `--flag` alone means this (pflag's NoOptDefVal). */
  readonly alone?: string
  /** The value so far is the flag's default, not something given: a slice flag forgets it then. */
  parse(text: string, sofar: T, scope: FlagScope, first: boolean): T
  /** Default as help shows it. */
  show?(value: T): string
}

export interface Flag<T = unknown> {
  readonly type: ValueType<T>
  readonly help: string
  readonly short?: string
  readonly default?: T
  /** Works, but help does not list it. */
  readonly hidden?: boolean
  /** What the daemon must be for the flag to do anything; help hides it as soon as one answers that is not. */
  readonly needs?: 'windows' | 'experimental' | 'swarm'
  /** What to use instead; using it prints a warning. */
  readonly deprecated?: string
  /** The same for the short form alone. */
  readonly shortDeprecated?: string
}

export type FlagDetails<T> = Partial<Omit<Flag<T>, 'type' | 'help'>>

// biome-ignore lint/suspicious/noExplicitAny: a table holds flags of many value types
export type Flags = Readonly<Record<string, Flag<any>>>

/** The values of a flag table: flag name → its value, given or default. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never }

/** A value that its flag refuses. `message` is the text behind `invalid argument "x" for "--y" flag: `. */
export class FlagValueError extends Error {
  override readonly name = 'FlagValueError'
}

/** Makes the builder of flags of one type: `bool('Show digests', { short: 'd' })`. */
export const flagOf =
  <T>(type: ValueType<T>) =>
  (help: string, details: FlagDetails<T> = {}): Flag<T> => ({ type, help, ...details })

const isEmpty = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0)

/**
 * What help shows in `(default …)`; undefined where nothing is shown (pflag, `defaultIsZeroValue`). `present` is the
 * flag's value on the command line that asks for help.
 */
export function shownDefault(flag: Flag, present: unknown): string | undefined {
  const { type } = flag
  if (type.defaultOnceGiven !== undefined && type.zeroText === undefined) {
    if (isEmpty(present)) return undefined
    if (flag.default === undefined) return type.defaultOnceGiven
  }
  if (flag.default === undefined) return type.zeroText
  return type.show ? type.show(flag.default) : String(flag.default)
}
