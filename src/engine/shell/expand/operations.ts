import type { Shell } from '../state.ts'
import { ansiC } from './escapes.ts'
import { compile, source } from './pattern.ts'
import { doubleQuote, forceQuote } from './quote.ts'

/** `${x#p}` `${x##p}` `${x%p}` `${x%%p}`. */
export function removeMatch(value: string, pattern: string, operator: string, extglob: boolean): string {
  const regexp = compile(pattern, { extglob })
  const points = boundaries(value)
  const fromStart = operator.startsWith('#')
  const longest = operator.length === 2
  const cuts = fromStart === longest ? points.reverse() : points
  for (const cut of cuts) {
    if (fromStart ? regexp.test(value.slice(0, cut)) : regexp.test(value.slice(cut)))
      return fromStart ? value.slice(cut) : value.slice(0, cut)
  }
  return value
}

/** Offsets between characters, both ends among them. */
function boundaries(value: string): number[] {
  const points = [0]
  for (const c of value) points.push(points.at(-1)! + c.length)
  return points
}

/** `${x/p/r}` `${x//p/r}` `${x/#p/r}` `${x/%p/r}`. */
export function replaceMatches(
  value: string,
  pattern: string,
  replacement: string,
  operator: string,
  extglob: boolean,
): string {
  if (pattern === '')
    return operator === '/#' ? replacement + value : operator === '/%' ? value + replacement : value
  const body = source(pattern, { extglob })
  const text = operator === '/#' ? `^(?:${body})` : operator === '/%' ? `(?:${body})$` : body
  const regexp = new RegExp(text, operator === '//' ? 'sug' : 'su')
  return value.replace(regexp, (match) => (match === '' && value !== '' ? '' : replacement))
}

/** `${x^p}` `${x^^p}` `${x,p}` `${x,,p}`. */
export function changeCase(value: string, operator: string, pattern: string | undefined): string {
  const regexp = pattern ? compile(pattern, {}) : undefined
  const change = (c: string): string => {
    if (regexp && !regexp.test(c)) return c
    return operator.startsWith('^') ? c.toUpperCase() : c.toLowerCase()
  }
  const characters = [...value]
  if (operator.length === 2) return characters.map(change).join('')
  return characters.map((c, i) => (i === 0 ? change(c) : c)).join('')
}

/** `${x@Q}` and the other letters but `P`. */
export function transform(sh: Shell, name: string, value: string, kind: string): string {
  switch (kind) {
    case 'Q':
      return forceQuote(value)
    case 'U':
      return value.toUpperCase()
    case 'u':
      return changeCase(value, '^', undefined)
    case 'L':
      return value.toLowerCase()
    case 'E':
      return ansiC(value).text
    case 'A':
      return `${name}=${forceQuote(value)}`
    case 'a':
      return attributes(sh, name)
    case 'K':
    case 'k':
      return doubleQuote(value)
    default:
      return value
  }
}

/** The letters of a variable's attributes, as `declare` takes them. */
export function attributes(sh: Shell, name: string): string {
  const variable = sh.vars.lookup(name)
  if (!variable) return ''
  let letters = ''
  if (variable.items) letters += variable.associative ? 'A' : 'a'
  if (variable.integer) letters += 'i'
  if (variable.letterCase) letters += variable.letterCase === 'lower' ? 'l' : 'u'
  if (variable.nameref) letters += 'n'
  if (variable.readonly) letters += 'r'
  if (variable.exported) letters += 'x'
  return letters
}
