import { itemKey } from '../expand/arith.ts'
import { shellQuote } from '../expand/quote.ts'
import { expandAssigned, expandText, expandWord, expandWords } from '../expand/word.ts'
import { Failure } from '../failure.ts'
import type { Shell } from '../state.ts'
import type { Assignment, Word } from '../syntax/ast.ts'
import { parseWord } from '../syntax/template.ts'

/** An assignment with its value expanded. */
export interface Assigned {
  readonly name: string
  readonly append: boolean
  readonly subscript: string | undefined
  readonly value: string | readonly ArrayElement[]
  /** As `set -x` shows it. */
  readonly trace: string
}
export interface ArrayElement {
  readonly subscript: string | undefined
  readonly append: boolean
  readonly value: string
}

export async function expandAssignment(sh: Shell, assignment: Assignment): Promise<Assigned> {
  const { name, value } = assignment
  const append = assignment.append === true
  const subscript = assignment.index ? await expandSubscript(sh, assignment.index) : undefined
  const operator = append ? '+=' : '='
  if (value.type === 'ArrayValue') {
    const elements = await arrayElements(sh, value.elements)
    const inside = elements.map(
      (each) => (each.subscript === undefined ? '' : `[${each.subscript}]=`) + shellQuote(each.value),
    )
    return { name, append, subscript, value: elements, trace: `${name}${operator}(${inside.join(' ')})` }
  }
  const text = await expandAssigned(sh, value)
  const target = subscript === undefined ? name : `${name}[${subscript}]`
  return {
    name,
    append,
    subscript,
    value: text,
    trace: `${target}${operator}${text === '' ? '' : shellQuote(text)}`,
  }
}

async function expandSubscript(sh: Shell, word: Word): Promise<string> {
  if (/["']/.test(word.text)) return expandWord(sh, word)
  return expandText(sh, word.text)
}

async function arrayElements(sh: Shell, words: readonly Word[]): Promise<ArrayElement[]> {
  const out: ArrayElement[] = []
  for (const word of words) {
    const m = /^\[((?:[^\]"']|"[^"]*"|'[^']*')+)\](\+?)=/.exec(word.text)
    if (!m) {
      for (const value of await expandWords(sh, [word]))
        out.push({ subscript: undefined, append: false, value })
      continue
    }
    const key = parseWord(m[1]!)
    const rest = word.text.slice(m[0].length)
    const value = rest === '' ? undefined : parseWord(rest)
    out.push({
      subscript: key ? await expandWord(sh, key) : await expandText(sh, m[1]!),
      append: m[2] === '+',
      value: value ? await expandAssigned(sh, value) : '',
    })
  }
  return out
}

/** Stores what was expanded. */
export function assign(sh: Shell, assigned: Assigned): void {
  const { name, append, subscript, value } = assigned
  if (typeof value !== 'string') {
    assignArray(sh, name, value, append)
    return
  }
  if (subscript === undefined) sh.vars.set(name, value, append)
  else sh.vars.setItem(name, itemKey(sh, name, subscript), value, append)
  if (sh.options.has('allexport')) sh.vars.declare(name).exported = true
  if (name === 'PATH') sh.hashed.clear()
}

function assignArray(sh: Shell, name: string, elements: readonly ArrayElement[], append: boolean): void {
  const variable = sh.vars.declare(name)
  if (variable.associative) {
    if (!append) sh.vars.setItems(name, [])
    const bare = elements.filter((each) => each.subscript === undefined)
    for (let i = 0; i < bare.length; i += 2) sh.vars.setItem(name, bare[i]!.value, bare[i + 1]?.value ?? '')
    for (const each of elements)
      if (each.subscript !== undefined) sh.vars.setItem(name, each.subscript, each.value, each.append)
    return
  }
  let next = append ? Number(sh.vars.entries(name).at(-1)?.[0] ?? -1) + 1 : 0
  if (!append) sh.vars.setItems(name, [])
  for (const each of elements) {
    if (each.subscript !== undefined) next = Number(itemKey(sh, name, each.subscript))
    if (!Number.isInteger(next)) throw new Failure(`${name}: bad array subscript`)
    sh.vars.setItem(name, String(next++), each.value, each.append)
  }
}
