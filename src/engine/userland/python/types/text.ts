import { encode } from '../../../base/text.ts'
import { argument, bytes, given, integer, text } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { raise, typeError, valueError } from '../errors.ts'
import { formatBraces } from '../format.ts'
import { str } from '../representation.ts'
import { Bytes, type Dict, List, type Native, Tuple, type Value } from '../values.ts'
import { decodeBytes } from './encodings.ts'

const self = (args: readonly Value[]): string => args[0] as string

const WHITE = /^[\s\x1c-\x1f\x85]+$/

const strip =
  (start: boolean, end: boolean): Native =>
  (_vm, args) => {
    const chars = given(args[1])
    const among = (char: string): boolean =>
      chars === undefined ? WHITE.test(char) : text(chars).includes(char)
    const value = self(args)
    let from = 0
    let to = value.length
    while (start && from < to && among(value[from]!)) from++
    while (end && to > from && among(value[to - 1]!)) to--
    return value.slice(from, to)
  }

/** Pieces between separators; without one, between runs of white space. */
export function splitText(value: string, separator: string | undefined, most: number): string[] {
  if (separator === '') throw valueError('empty separator')
  if (separator === undefined) {
    const parts: string[] = []
    let rest = value.trimStart()
    while (rest !== '') {
      const gap = /\s+/.exec(rest)
      if (!gap || parts.length === most) {
        parts.push(parts.length === most ? rest : rest.trimEnd())
        break
      }
      if (gap.index > 0) parts.push(rest.slice(0, gap.index))
      rest = rest.slice(gap.index + gap[0].length)
    }
    return parts
  }
  const parts = value.split(separator)
  if (most < 0 || parts.length <= most + 1) return parts
  return [...parts.slice(0, most), parts.slice(most).join(separator)]
}

const rsplit: Native = (_vm, args, keywords) => {
  const separator = given(argument(args, keywords, 1, 'sep'))
  const most = Number(argument(args, keywords, 2, 'maxsplit') ?? -1)
  const parts = splitText(self(args), separator === undefined ? undefined : text(separator), -1)
  if (most < 0 || parts.length <= most + 1) return new List(parts)
  const cut = parts.length - most
  return new List([
    parts.slice(0, cut).join(separator === undefined ? ' ' : text(separator)),
    ...parts.slice(cut),
  ])
}

const find =
  (last: boolean, error: boolean): Native =>
  (_vm, args) => {
    const from = given(args[2]) === undefined ? 0 : integer(args[2])
    const to = given(args[3]) === undefined ? self(args).length : integer(args[3])
    const part = self(args).slice(0, to)
    const at = last ? part.lastIndexOf(text(args[1])) : part.indexOf(text(args[1]), from)
    if (at < 0 && error) throw valueError('substring not found')
    return BigInt(at < from ? -1 : at)
  }

const affix =
  (end: boolean): Native =>
  (_vm, args) => {
    const wanted = args[1] instanceof Tuple ? args[1].items : [args[1]!]
    const value = self(args).slice(args[2] === undefined ? 0 : integer(args[2]))
    return wanted.some((each) => {
      if (typeof each !== 'string')
        throw typeError(`${end ? 'endswith' : 'startswith'} first arg must be str or a tuple of str, not int`)
      return end ? value.endsWith(each) : value.startsWith(each)
    })
  }

const test =
  (pattern: RegExp): Native =>
  (_vm, args) =>
    pattern.test(self(args))

const pad =
  (side: 'left' | 'right' | 'both'): Native =>
  (_vm, args) => {
    const value = self(args)
    const missing = integer(args[1]) - Array.from(value).length
    const fill = args[2] === undefined ? ' ' : text(args[2])
    if (missing <= 0) return value
    if (side === 'left') return value + fill.repeat(missing)
    if (side === 'right') return fill.repeat(missing) + value
    const left = (missing >> 1) + (missing & integer(args[1]) & 1)
    return fill.repeat(left) + value + fill.repeat(missing - left)
  }

const partition =
  (last: boolean): Native =>
  (_vm, args) => {
    const value = self(args)
    const mark = text(args[1])
    const at = last ? value.lastIndexOf(mark) : value.indexOf(mark)
    if (at < 0) return new Tuple(last ? ['', '', value] : [value, '', ''])
    return new Tuple([value.slice(0, at), mark, value.slice(at + mark.length)])
  }

const title = (value: string): string =>
  value.toLowerCase().replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1))

/** `str` (Library Reference, "String Methods"). */
export const STR = defineClass(
  'str',
  {
    upper: (_vm, args) => self(args).toUpperCase(),
    lower: (_vm, args) => self(args).toLowerCase(),
    casefold: (_vm, args) => self(args).toLowerCase(),
    capitalize: (_vm, args) => self(args).slice(0, 1).toUpperCase() + self(args).slice(1).toLowerCase(),
    title: (_vm, args) => title(self(args)),
    swapcase: (_vm, args) =>
      Array.from(self(args), (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join(''),
    strip: strip(true, true),
    lstrip: strip(true, false),
    rstrip: strip(false, true),
    split: (_vm, args, keywords) => {
      const separator = given(argument(args, keywords, 1, 'sep'))
      const most = Number(argument(args, keywords, 2, 'maxsplit') ?? -1)
      return new List(splitText(self(args), separator === undefined ? undefined : text(separator), most))
    },
    rsplit,
    splitlines: (_vm, args, keywords) => {
      const keep = Boolean(argument(args, keywords, 1, 'keepends') ?? false)
      const lines = self(args).match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
      return new List(keep ? [...lines] : lines.map((line) => line.replace(/[\r\n]+$/, '')))
    },
    join: async (vm, args) => {
      const parts: string[] = []
      for (const [i, item] of (await vm.list(args[1] ?? null)).entries()) {
        if (typeof item !== 'string')
          throw typeError(`sequence item ${i}: expected str instance, ${vm.typeName(item)} found`)
        parts.push(item)
      }
      return parts.join(self(args))
    },
    replace: (_vm, args) => {
      const [, old, made] = args
      let left = args[3] === undefined ? -1 : integer(args[3])
      if (left < 0) return self(args).replaceAll(text(old), () => text(made))
      let rest = self(args)
      let result = ''
      for (let at = rest.indexOf(text(old)); at >= 0 && left > 0; at = rest.indexOf(text(old)), left--) {
        result += rest.slice(0, at) + text(made)
        rest = rest.slice(at + text(old).length)
      }
      return result + rest
    },
    find: find(false, false),
    rfind: find(true, false),
    index: find(false, true),
    rindex: find(true, true),
    count: (_vm, args) => BigInt(self(args).split(text(args[1])).length - 1),
    startswith: affix(false),
    endswith: affix(true),
    removeprefix: (_vm, args) =>
      self(args).startsWith(text(args[1])) ? self(args).slice(text(args[1]).length) : self(args),
    removesuffix: (_vm, args) =>
      text(args[1]) !== '' && self(args).endsWith(text(args[1]))
        ? self(args).slice(0, -text(args[1]).length)
        : self(args),
    isdigit: test(/^\p{Nd}+$/u),
    isdecimal: test(/^\p{Nd}+$/u),
    isnumeric: test(/^\p{N}+$/u),
    isalpha: test(/^\p{L}+$/u),
    isalnum: test(/^[\p{L}\p{N}]+$/u),
    isspace: test(WHITE),
    isupper: (_vm, args) =>
      self(args) !== self(args).toLowerCase() && self(args) === self(args).toUpperCase(),
    islower: (_vm, args) =>
      self(args) !== self(args).toUpperCase() && self(args) === self(args).toLowerCase(),
    isidentifier: test(/^[\p{L}_][\p{L}\p{N}_]*$/u),
    isprintable: test(/^[^\x00-\x1f\x7f-\x9f]*$/),
    ljust: pad('left'),
    rjust: pad('right'),
    center: pad('both'),
    zfill: (_vm, args) => {
      const mark = /^[-+]?/.exec(self(args))![0]
      return (
        mark +
        self(args)
          .slice(mark.length)
          .padStart(integer(args[1]) - mark.length, '0')
      )
    },
    expandtabs: (_vm, args) =>
      self(args).replaceAll('\t', ' '.repeat(args[1] === undefined ? 8 : integer(args[1]))),
    partition: partition(false),
    rpartition: partition(true),
    encode: (_vm, args, keywords) => {
      const encoding = String(argument(args, keywords, 1, 'encoding') ?? 'utf-8').toLowerCase()
      const value = self(args)
      if (/^utf-?8$/.test(encoding)) return new Bytes(encode(value))
      const limit = encoding === 'ascii' || encoding === 'us-ascii' ? 128 : 256
      if (limit === 256 && !/^(latin-?1|iso-?8859-1)$/.test(encoding))
        throw raise('LookupError', `unknown encoding: ${encoding}`)
      const at = Array.from(value).findIndex((char) => char.codePointAt(0)! >= limit)
      if (at >= 0 && argument(args, keywords, 2, 'errors') !== 'replace')
        throw raise(
          'UnicodeEncodeError',
          `'${limit === 128 ? 'ascii' : 'latin-1'}' codec can't encode character '\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}' in position ${at}: ordinal not in range(${limit})`,
        )
      return new Bytes(
        Uint8Array.from(Array.from(value), (char) =>
          char.codePointAt(0)! < limit ? char.codePointAt(0)! : 63,
        ),
      )
    },
    format: (vm, args, keywords) => formatBraces(vm, self(args), args.slice(1), keywords),
    translate: (_vm, args) => {
      const table = args[1] as Dict
      return Array.from(self(args), (char) => {
        const entry = table.entries.get(`n${char.codePointAt(0)}`)
        if (!entry) return char
        return entry[1] === null
          ? ''
          : typeof entry[1] === 'bigint'
            ? String.fromCodePoint(Number(entry[1]))
            : String(entry[1])
      }).join('')
    },
  },
  {
    create: (vm, args, keywords) => {
      const value = args[0] ?? keywords.get('object')
      if (value === undefined) return ''
      const encoding = argument(args, keywords, 1, 'encoding')
      if (encoding !== undefined)
        return decodeBytes(
          bytes(value),
          text(encoding),
          String(argument(args, keywords, 2, 'errors') ?? 'strict'),
        )
      return str(vm, value)
    },
  },
)
