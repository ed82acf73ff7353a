import type { Filters } from '../../daemon/api.ts'
import { parseCsv } from './csv.ts'
import { type FlagDetails, type FlagScope, FlagValueError, flagOf } from './flags.ts'

/** Checks one element of a list and returns it as it is kept; throws `FlagValueError`. */
export type Validator = (text: string, scope: FlagScope) => string

const listType = (validate?: Validator, zeroText?: string) =>
  flagOf<readonly string[]>({
    name: 'list',
    defaultOnceGiven: '',
    zero: [],
    ...(zeroText && { zeroText }),
    parse: (text, sofar, scope) => [...sofar, validate ? validate(text, scope) : text],
  })

/** A flag that may be given many times (opts.ListOpts). */
export const list = (
  help: string,
  { validate, ...details }: FlagDetails<readonly string[]> & { validate?: Validator } = {},
) => listType(validate)(help, details)

/** A list whose empty state help shows as `[]` (limits of devices). */
export const deviceList = (
  help: string,
  { validate, ...details }: FlagDetails<readonly string[]> & { validate: Validator },
) => listType(validate, '[]')(help, details)

/** Comma-separated values, may be given many times (pflag's StringSlice). */
export const strings = flagOf<readonly string[]>({
  name: 'strings',
  zero: [],
  parse: (text, sofar, _scope, first) => [...(first ? [] : sofar), ...(text === '' ? [] : parseCsv(text))],
})

const mapType = (validate?: Validator) =>
  flagOf<Readonly<Record<string, string>>>({
    name: 'map',
    zero: {},
    zeroText: 'map[]',
    parse: (text, sofar, scope) => {
      const pair = validate ? validate(text, scope) : text
      const at = pair.indexOf('=')
      return at === -1 ? { ...sofar, [pair]: '' } : { ...sofar, [pair.slice(0, at)]: pair.slice(at + 1) }
    },
  })

/** `key=value` pairs (opts.MapOpts). */
export const map = (
  help: string,
  { validate, ...details }: FlagDetails<Readonly<Record<string, string>>> & { validate?: Validator } = {},
) => mapType(validate)(help, details)

/** Comma-separated `key=value` pairs (pflag's StringToString). */
export const stringToString = flagOf<Readonly<Record<string, string>>>({
  name: 'stringToString',
  zero: {},
  zeroText: '[]',
  parse: (text, sofar, _scope, first) => {
    const signs = text.split('=').length - 1
    if (signs === 0) throw new FlagValueError(`${text} must be formatted as key=value`)
    // pflag: one pair is not read as CSV.
    const fields = signs === 1 ? [text.replace(/^"+|"+$/g, '')] : parseCsv(text)
    const pairs = fields.map((pair): [string, string] => {
      const at = pair.indexOf('=')
      if (at === -1) throw new FlagValueError(`${pair} must be formatted as key=value`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    })
    return { ...(first ? {} : sofar), ...Object.fromEntries(pairs) }
  },
})

/** `--filter name=value`; values of one name add up. */
export const filter = flagOf<Filters>({
  name: 'filter',
  defaultOnceGiven: '',
  zero: {},
  parse: (text, sofar) => {
    if (text === '') return sofar
    const at = text.indexOf('=')
    if (at === -1) throw new FlagValueError('bad format of filter (expected name=value)')
    const name = text.slice(0, at).trim().toLowerCase()
    const value = text.slice(at + 1).trim()
    const values = sofar[name] ?? []
    return values.includes(value) ? sofar : { ...sofar, [name]: [...values, value] }
  },
})
