import type { Database } from '../keyspace.ts'
import { RedisError, type Reply } from '../resp.ts'

/** What the commands of data see: the database that the client has chosen, and the words after the command's name. */
export interface Command {
  /** Words with the name; negative: at least so many (COMMAND DOCS). */
  readonly arity: number
  /** It changes data. */
  readonly write: boolean
  run(db: Database, args: readonly string[]): Reply
}
export type Commands = Readonly<Record<string, Command>>

export const reads = (arity: number, run: Command['run']): Command => ({ arity, write: false, run })
export const writes = (arity: number, run: Command['run']): Command => ({ arity, write: true, run })

export const SYNTAX = 'ERR syntax error'
export const NOT_INTEGER = 'ERR value is not an integer or out of range'
export const fail = (message: string): never => {
  throw new RedisError(message)
}

const LARGEST = 2n ** 63n - 1n

/** A 64-bit integer; an error where the word is none. */
export function integer(word: string, message = NOT_INTEGER): number {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(word)) return fail(message)
  const value = BigInt(word)
  return value > LARGEST || value < -LARGEST - 1n ? fail(message) : Number(value)
}
export function float(word: string): number {
  const value = /^[+-]?inf(inity)?$/i.test(word)
    ? word.startsWith('-')
      ? Number.NEGATIVE_INFINITY
      : Number.POSITIVE_INFINITY
    : Number(word)
  return word.trim() === '' || word !== word.trim() || Number.isNaN(value)
    ? fail('ERR value is not a valid float')
    : value
}

/** A score or the like as it is shown. */
export const shownFloat = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? 'inf' : value === Number.NEGATIVE_INFINITY ? '-inf' : String(value)

/** Indexes of a range of `length` things, end included; negative ones count from the end. */
export function range(length: number, start: number, stop: number): [from: number, to: number] {
  const from = Math.max(0, start < 0 ? length + start : start)
  const to = Math.min(length - 1, stop < 0 ? length + stop : stop)
  return [from, to + 1]
}

export const pairs = (words: readonly string[]): [string, string][] =>
  words.flatMap((word, i): [string, string][] => (i % 2 === 0 ? [[word, words[i + 1]!]] : []))
