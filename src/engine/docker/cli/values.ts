import { formatDuration } from '../../base/duration.ts'
import type { Nanoseconds } from '../../base/time.ts'
import { FlagValueError, flagOf } from './flags.ts'
import {
  parseBoolean,
  parseCpus,
  parseDuration,
  parseFloating,
  parseInteger,
  parseRam,
  parseUnsigned,
} from './numbers.ts'

/** Flags with one value; the last one given wins. */
export const bool = flagOf<boolean>({ name: '', zero: false, alone: 'true', parse: parseBoolean })
export const string = flagOf<string>({ name: 'string', zero: '', parse: (text) => text })
export const int = flagOf<number>({ name: 'int', zero: 0, parse: (text) => parseInteger(text) })
export const uint = flagOf<number>({ name: 'uint', zero: 0, parse: (text) => parseUnsigned(text) })
export const uint16 = flagOf<number>({ name: 'uint16', zero: 0, parse: (text) => parseUnsigned(text, 16) })
export const uint32 = flagOf<number>({ name: 'uint32', zero: 0, parse: (text) => parseUnsigned(text, 32) })
export const float = flagOf<number>({ name: 'float', zero: 0, parse: parseFloating })
export const duration = flagOf<Nanoseconds>({
  name: 'duration',
  zero: 0,
  parse: parseDuration,
  show: formatDuration,
})

/** A duration that may not be negative (opts.PositiveDurationOpt). */
export const positiveDuration = flagOf<Nanoseconds>({
  name: 'duration',
  zero: 0,
  parse: (text) => {
    const value = parseDuration(text)
    if (value < 0) throw new FlagValueError('duration cannot be negative')
    return value
  },
  show: formatDuration,
})

/** Bytes, from `128m` or `2g`. */
export const bytes = flagOf<number>({ name: 'bytes', zero: 0, defaultOnceGiven: '0', parse: parseRam })
/** The same, where -1 stands for no limit. */
export const swapBytes = flagOf<number>({
  name: 'bytes',
  zero: 0,
  defaultOnceGiven: '0',
  parse: (text) => (text === '-1' ? -1 : parseRam(text)),
})
/** Billionths of a CPU, from `1.5`. */
export const cpus = flagOf<number>({ name: 'decimal', zero: 0, defaultOnceGiven: '', parse: parseCpus })

/** A string that may come in quotes of its own (opts.QuotedString). */
export const quotedString = flagOf<string>({
  name: 'string',
  zero: '',
  defaultOnceGiven: '',
  parse: (text) => (text.length > 1 && /^(['"])[\s\S]*\1$/.test(text) ? text.slice(1, -1) : text),
})
