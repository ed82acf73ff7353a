import type { Match, Target } from '../../kernel/netfilter/rule.ts'
import type { NameTables } from './names.ts'
import type { Family } from './values.ts'

/** What an extension may look at while it reads its options. */
export interface Context {
  readonly family: Family
  readonly names: NameTables
  /** Number of the rule's protocol, unless it is turned round. */
  readonly protocol: number | undefined
  readonly table: string
}

/** An option of an extension as it was given. */
export interface Given {
  readonly name: string
  readonly values: readonly string[]
  readonly not: boolean
}

/** How many values an option takes; `not`: it may be turned round by `!`. */
export interface OptionShape {
  readonly values: number
  readonly not?: boolean
  /** The option that this is another name of. */
  readonly as?: string
}
export type OptionShapes = Readonly<Record<string, OptionShape>>

/** How a rule is printed: with numbers, or with names where there are some. */
export interface Printing {
  readonly numeric: boolean
  /** Number of the rule's protocol; 0: any. */
  readonly protocol: number
  readonly names: NameTables
}

/** A match as libxtables has it in a module: how it is read, listed and saved. */
export interface MatchExtension<K extends Match['kind'] = Match['kind']> {
  readonly options: OptionShapes
  /** Throws `WrongCall`. */
  read(given: readonly Given[], context: Context): Match & { kind: K }
  /** As `-L` shows it, from the space before it on. */
  print(match: Match & { kind: K }, printing: Printing): string
  /** As `-S` shows it, from the space after the module's name on. */
  save(match: Match & { kind: K }): string
}

export interface TargetExtension<K extends Target['kind'] = Target['kind']> {
  readonly options: OptionShapes
  read(given: readonly Given[], context: Context): Target & { kind: K }
  print(target: Target & { kind: K }, printing: Printing): string
  save(target: Target & { kind: K }): string
}

/** The last value given of an option. */
export const lastOf = (given: readonly Given[], name: string): Given | undefined =>
  given.findLast((one) => one.name === name)
/** `! ` of a saved option. */
export const bang = ({ not }: { readonly not?: boolean }): string => (not ? '! ' : '')
/** The field that says so, where a condition is turned round. */
export const negated = (not: boolean | undefined): { not: true } | object => (not ? { not: true } : {})
