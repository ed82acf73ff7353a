import type { Table, Value } from './values.ts'

export type Maybe<T> = T | Promise<T>
export type Flow = 'break' | 'continue' | 'return' | undefined
/** A variable handed to a function before it is known to be a table or not. */
export class Unset {
  readonly become: (table: Table) => void
  constructor(become: (table: Table) => void) {
    this.become = become
  }
}
export type Slot = Value | Table | Unset
/** Leaves a rule or the program. */
export class Leave extends Error {
  readonly to: 'next' | 'nextfile' | 'exit'
  constructor(to: 'next' | 'nextfile' | 'exit') {
    super(to)
    this.to = to
  }
}

export const after = <T, R>(value: Maybe<T>, use: (value: T) => Maybe<R>): Maybe<R> =>
  value instanceof Promise ? value.then(use) : use(value)
