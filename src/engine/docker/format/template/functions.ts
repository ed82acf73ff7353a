import { decode, encode } from '../../../base/text.ts'
import { goJson } from '../json.ts'
import { compare, equal, FunctionError, index, length, slice } from './builtins.ts'
import { printable, sprint, sprintln } from './print.ts'
import { sprintf } from './printf.ts'
import { isTrue, Slice, type Value } from './value.ts'

/** Go types of parameters; `value` takes everything, untyped nil too; `item` tells nothing at all from nil. */
export type Parameter = 'string' | 'int' | '[]string' | 'value' | 'item'

export interface TemplateFunction {
  readonly parameters: readonly Parameter[]
  /** Type of any number of further arguments. */
  readonly variadic?: Parameter
  /** Evaluates its arguments one by one and stops at the first that decides. */
  readonly shortCircuit?: boolean
  call(...args: Value[]): Value
}

const on = (parameters: readonly Parameter[], call: (...args: never[]) => Value): TemplateFunction => ({
  parameters,
  call: call as TemplateFunction['call'],
})
const variadic = (parameters: readonly Parameter[], call: (...args: never[]) => Value): TemplateFunction => ({
  ...on(parameters, call),
  variadic: 'value',
})

const HTML: Readonly<Record<string, string>> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
}
const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}
const escapeJs = (text: string): string =>
  text.replace(
    /[\\'"<>&=\x00-\x1f]/g,
    (c) => JS[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
const escapeUrl = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** The functions of text/template (text/template, funcs.go). */
const BUILTIN: Readonly<Record<string, TemplateFunction>> = {
  and: {
    ...variadic(['value'], (...args: Value[]) => args.find((arg) => !isTrue(arg)) ?? args.at(-1)!),
    shortCircuit: true,
  },
  or: { ...variadic(['value'], (...args: Value[]) => args.find(isTrue) ?? args.at(-1)!), shortCircuit: true },
  not: on(['value'], (value: Value) => !isTrue(value)),
  // Nothing in Docker's data is a function: the template's own words say why it cannot be called.
  call: variadic(['value'], (value: Value) => value),
  eq: variadic(['value'], (first: Value, ...others: Value[]) => {
    if (others.length === 0) throw new FunctionError('missing argument for comparison')
    return others.some((other) => equal(first, other))
  }),
  ne: on(['value', 'value'], (a: Value, b: Value) => !equal(a, b)),
  lt: on(['value', 'value'], (a: Value, b: Value) => compare(a, b) < 0),
  le: on(['value', 'value'], (a: Value, b: Value) => compare(a, b) <= 0),
  gt: on(['value', 'value'], (a: Value, b: Value) => compare(a, b) > 0),
  ge: on(['value', 'value'], (a: Value, b: Value) => compare(a, b) >= 0),
  index: variadic(['value'], index),
  slice: variadic(['value'], slice),
  len: on(['item'], length),
  print: variadic([], (...args: Value[]) => sprint(args)),
  printf: variadic(['string'], (format: string, ...args: Value[]) => sprintf(format, args)),
  println: variadic([], (...args: Value[]) => sprintln(args)),
  html: variadic([], (...args: Value[]) => printable(args).replace(/[\0"'&<>]/g, (c) => HTML[c]!)),
  js: variadic([], (...args: Value[]) => escapeJs(printable(args))),
  urlquery: variadic([], (...args: Value[]) => escapeUrl(printable(args))),
}

const texts = (items: readonly string[]): Slice => new Slice('string', items)

/** Docker's own (docker/cli, templates/templates.go). */
const BASIC: Readonly<Record<string, TemplateFunction>> = {
  json: on(['value'], (value: Value) => goJson(value, false)),
  split: on(['string', 'string'], (text: string, by: string) =>
    texts(text === '' && by === '' ? [] : by === '' ? [...text] : text.split(by)),
  ),
  join: on(['[]string', 'string'], (list: Slice, by: string) => (list.items ?? []).join(by)),
  title: on(['string'], (text: string) =>
    text.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, c: string) => before + c.toUpperCase()),
  ),
  lower: on(['string'], (text: string) => text.toLowerCase()),
  upper: on(['string'], (text: string) => text.toUpperCase()),
  pad: on(['string', 'int', 'int'], (text: string, before: number, after: number) => {
    if (text === '') return text
    if (before < 0 || after < 0) throw new FunctionError('strings: negative Repeat count')
    return ' '.repeat(before) + text + ' '.repeat(after)
  }),
  truncate: on(['string', 'int'], (text: string, limit: number) => {
    const bytes = encode(text)
    if (limit < 0) throw new FunctionError(`runtime error: slice bounds out of range [:${limit}]`)
    return decode(bytes.slice(0, limit))
  }),
}

/** The same for the row of headers, which stays as it is. */
const same = (...more: Parameter[]): TemplateFunction => on(['string', ...more], (text: string) => text)
const HEADER: Readonly<Record<string, TemplateFunction>> = {
  ...BASIC,
  json: same(),
  split: same('string'),
  join: same('string'),
  title: same(),
  lower: same(),
  upper: same(),
  truncate: same('int'),
}

export type FunctionTable = ReadonlyMap<string, TemplateFunction>
export const FUNCTIONS: FunctionTable = new Map(Object.entries({ ...BUILTIN, ...BASIC }))
export const HEADER_FUNCTIONS: FunctionTable = new Map(Object.entries({ ...BUILTIN, ...HEADER }))
export const FUNCTION_NAMES: ReadonlySet<string> = new Set(FUNCTIONS.keys())
