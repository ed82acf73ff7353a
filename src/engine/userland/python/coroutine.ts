import type { Next, Value } from './values.ts'

/**
 * Runs a body step by step: each call of the result goes on to its next `give`. What is given to `next` comes out of it.
 * An exception of the body comes out of the call that it happened in.
 */
export function coroutine(body: (give: (value: Value) => Promise<Value>) => Promise<void>): Next {
  type Step = { readonly value: Value } | 'end' | { readonly error: unknown }
  let resume: (() => void) | undefined
  let deliver: ((step: Step) => void) | undefined
  let over = false
  const give = (value: Value): Promise<Value> =>
    new Promise((resolve) => {
      resume = () => resolve(null)
      deliver?.({ value })
    })
  let started = false
  return async () => {
    if (over) return undefined
    const step = await new Promise<Step>((resolve) => {
      deliver = resolve
      if (started) resume?.()
      else {
        started = true
        body(give).then(
          () => deliver?.('end'),
          (error: unknown) => deliver?.({ error }),
        )
      }
    })
    if (step === 'end') over = true
    else if ('error' in step) {
      over = true
      throw step.error
    } else return step.value
    return undefined
  }
}
