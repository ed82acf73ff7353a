import { type Operand, showOperand } from './nodes.ts'

/** Where in a template something failed, as errors show it: `<.Nope>`. */
export interface Place {
  readonly at: number
  readonly text: string
}

/** Made once a node: a template runs for each of thousands of rows, and few runs fail. */
const places = new WeakMap<object, Place>()

export function placeAt(node: { readonly at: number }, show: () => string): Place {
  let place = places.get(node)
  if (!place) {
    place = { at: node.at, text: show() }
    places.set(node, place)
  }
  return place
}

export const placeOf = (operand: Operand): Place => placeAt(operand, () => showOperand(operand))
