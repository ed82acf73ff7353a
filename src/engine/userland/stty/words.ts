import { CONTROL_NAMES, type ControlName, type Termios } from '../../kernel/termios.ts'
import { isOn, MODES, type Word } from './modes.ts'

const WORDS: readonly Word[] = ['input', 'output', 'control', 'local']
/** Place of each special character among c_cc, of which Linux has 32. `min` and `time` are there too. */
const PLACES: Readonly<Record<ControlName | 'min' | 'time', number>> = {
  intr: 0,
  quit: 1,
  erase: 2,
  kill: 3,
  eof: 4,
  time: 5,
  min: 6,
  swtch: 7,
  start: 8,
  stop: 9,
  susp: 10,
  eol: 11,
  rprnt: 12,
  discard: 13,
  werase: 14,
  lnext: 15,
  eol2: 16,
}
const NCCS = 32
/** Speeds by their number in the control word (CBAUD). */
const BAUDS = [0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400] as const
/** From here on with CBAUDEX. */
const FAST = [57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000] as const
const CBAUDEX = 0x1000
const CBAUD = 0x100f

const NAMED: Readonly<Record<string, number>> = { exta: 19200, extb: 38400, '134.5': 134 }

/** A speed as stty takes it; undefined for what is none. */
export function baudOf(text: string): number | undefined {
  const named = NAMED[text]
  if (named !== undefined) return named
  return [...BAUDS, ...FAST].find((baud) => String(baud) === text)
}

function baudBits(baud: number): number {
  const at = BAUDS.indexOf(baud as (typeof BAUDS)[number])
  return at >= 0 ? at : CBAUDEX | (FAST.indexOf(baud as (typeof FAST)[number]) + 1)
}

/** All modes as `stty -g` writes them: the four words and the characters, in hexadecimal. */
export function recoverable(modes: Termios): string {
  const words = WORDS.map((word) => {
    let bits = word === 'control' ? BigInt(baudBits(modes.baud)) : 0n
    for (const mode of MODES)
      if (mode.word === word && !mode.alias && isOn(mode, modes)) bits |= BigInt(mode.bits)
    return bits.toString(16)
  })
  const chars = Array.from({ length: NCCS }, () => 0)
  for (const name of CONTROL_NAMES) chars[PLACES[name]] = modes.chars[name]
  chars[PLACES.min] = modes.min
  chars[PLACES.time] = modes.time
  return `${[...words, ...chars.map((char) => char.toString(16))].join(':')}\n`
}

/** Reads what `recoverable` writes. Undefined for anything else. */
export function recovered(text: string): Partial<Termios> | undefined {
  const fields = text.split(':')
  if (fields.length !== WORDS.length + NCCS || fields.some((field) => !/^[0-9a-f]{1,8}$/i.test(field)))
    return undefined
  const values = fields.map((field) => Number.parseInt(field, 16))
  const change: Partial<Termios> = {}
  for (const mode of MODES) {
    if (mode.alias) continue
    const word = values[WORDS.indexOf(mode.word)]!
    // Unsigned: the highest flag is bit 31.
    const on = (word & mode.mask) >>> 0 === mode.bits >>> 0
    Object.assign(change, on ? mode.on : mode.off)
  }
  const control = values[WORDS.indexOf('control')]! & CBAUD
  const baud = control & CBAUDEX ? FAST[(control & 15) - 1] : BAUDS[control]
  const chars = values.slice(WORDS.length)
  if (baud === undefined || chars.some((char) => char > 255)) return undefined
  return {
    ...change,
    baud,
    chars: Object.fromEntries(CONTROL_NAMES.map((name) => [name, chars[PLACES[name]]])) as Termios['chars'],
    min: chars[PLACES.min]!,
    time: chars[PLACES.time]!,
  }
}
