import { EngineError } from '../../base/errors.ts'
import { parseSignal } from '../../kernel/signals.ts'

/** Whether a text can stand for a signal: a name, or any number but 0, which need not be one that there is (moby/sys, signal). */
export const isSignal = (text: string): boolean =>
  /^[+-]?\d+$/.test(text) ? Number(text) !== 0 : parseSignal(text) !== undefined

/** Throws `invalid signal: X` for what cannot. */
export function checkSignal(text: string): void {
  if (!isSignal(text)) throw new EngineError('invalid', `invalid signal: ${text}`)
}
