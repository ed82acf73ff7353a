import type { RuleSpec } from '../../kernel/netfilter/rule.ts'

/** What a call is to do, by the letter of its option. */
export type Command = 'A' | 'C' | 'D' | 'I' | 'R' | 'L' | 'S' | 'F' | 'Z' | 'N' | 'X' | 'E' | 'P'

/** A call of iptables, or a line of iptables-restore, as it was read. */
export interface Call {
  readonly command: Command
  /** -Z beside -L or -S. */
  readonly zero: boolean
  readonly table: string
  readonly chain: string | undefined
  /** The new name of -E, the policy of -P. */
  readonly second: string | undefined
  /** From 1. */
  readonly number: number | undefined
  /** One for each pair of addresses; undefined where the command takes no rule. */
  readonly rules: readonly RuleSpec[]
  readonly counters: { readonly packets: number; readonly bytes: number } | undefined
  readonly numeric: boolean
  readonly verbose: boolean
  readonly exact: boolean
  readonly lineNumbers: boolean
}
