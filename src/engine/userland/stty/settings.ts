import {
  CONTROL_NAMES,
  COOKED,
  type ControlName,
  type Termios,
  type WindowSize,
} from '../../kernel/termios.ts'
import { Failure } from '../program.ts'
import { type ModeInfo, modeOf, saneModes } from './modes.ts'
import { charName } from './show.ts'
import { BUSYBOX, gnu, MAX_INT, type Words } from './wording.ts'
import { baudOf, recovered } from './words.ts'

/** One thing that stty is to do. */
export type Setting =
  | { readonly kind: 'modes'; readonly change: (modes: Termios) => Partial<Termios> }
  /** One of the two speeds alone, which a pseudo-terminal does not take. */
  | { readonly kind: 'one-speed'; readonly baud: number }
  | { readonly kind: 'window'; readonly size: Partial<WindowSize> }
  | { readonly kind: 'show'; readonly what: 'size' | 'speed' }
  /** A speed that is none, which stty passes over. */
  | { readonly kind: 'nothing' }

/** What is asked for by several modes at once (stty(1), "Combination settings"): set, and with a `-`. */
const COMBINATIONS: Readonly<Record<string, readonly [on: Partial<Termios>, off?: Partial<Termios>]>> = {
  evenp: [
    { parenb: true, parodd: false, cs: 7 },
    { parenb: false, cs: 8 },
  ],
  parity: [
    { parenb: true, parodd: false, cs: 7 },
    { parenb: false, cs: 8 },
  ],
  oddp: [
    { parenb: true, parodd: true, cs: 7 },
    { parenb: false, cs: 8 },
  ],
  nl: [
    { icrnl: false, onlcr: false },
    { icrnl: true, inlcr: false, igncr: false, onlcr: true, ocrnl: false, onlret: false },
  ],
  pass8: [
    { parenb: false, cs: 8, istrip: false },
    { parenb: true, cs: 7, istrip: true },
  ],
  litout: [
    { parenb: false, cs: 8, istrip: false, opost: false },
    { parenb: true, cs: 7, istrip: true, opost: true },
  ],
  cbreak: [{ icanon: false }, { icanon: true }],
  decctlq: [{ ixany: false }, { ixany: true }],
  tabs: [{ tab: 0 }, { tab: 3 }],
  lcase: [
    { xcase: true, iuclc: true, olcuc: true },
    { xcase: false, iuclc: false, olcuc: false },
  ],
  crt: [{ echoe: true, echoctl: true, echoke: true }],
}

const COOKED_MODES: Partial<Termios> = {
  brkint: true,
  ignpar: true,
  istrip: true,
  icrnl: true,
  ixon: true,
  opost: true,
  isig: true,
  icanon: true,
}

/** All input modes off: `raw` clears the whole word. */
const RAW_MODES: Partial<Termios> = {
  ...Object.fromEntries(
    (
      'ignbrk brkint ignpar parmrk inpck istrip inlcr igncr icrnl ixon ixoff iuclc ixany imaxbel iutf8 ' +
      'opost isig icanon xcase'
    )
      .split(' ')
      .map((name) => [name, false]),
  ),
  min: 1,
  time: 0,
}

/** Modes that change what a terminal does, and are not part of this simulation. */
const MISSING = ['echoprt', 'extproc'] as const

/** Reads the settings of a command line (stty.c, apply_settings). Throws a `Failure` with stty's text. */
export function readSettings(args: readonly string[], name: string, busybox: boolean): Setting[] {
  const settings: Setting[] = []
  const words = busybox ? BUSYBOX : gnu(name)
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const value = (): string => {
      const next = args[++i]
      if (next === undefined) throw words.missing(arg)
      return next
    }
    const setting = settingOf(arg, value, words, busybox)
    if (!setting) throw words.unknown(arg)
    settings.push(setting)
  }
  return settings
}

const change = (modes: Partial<Termios>): Setting => {
  const missing = MISSING.find((name) => modes[name])
  if (missing) throw new Failure(`'${missing}' is not part of this simulation`)
  return { kind: 'modes', change: () => modes }
}

function settingOf(arg: string, value: () => string, words: Words, busybox: boolean): Setting | undefined {
  const integer = (max: number): number => words.integer(value(), max)
  const reversed = arg.startsWith('-')
  const name = reversed ? arg.slice(1) : arg
  const mode = modeOf(name)
  if (mode) return oneMode(mode, reversed)
  const combined = combination(name, reversed)
  if (combined || reversed) return combined
  // `flush` is what `discard` was called before, and still is in busybox.
  const char = CONTROL_NAMES.find(
    (each) => charName(each, busybox) === name || (each === 'discard' && name === 'flush'),
  )
  if (char) return charSetting(char, charValue(value(), words))
  switch (name) {
    case 'min':
    case 'time':
      return change({ [name]: integer(255) })
    case 'rows':
      return { kind: 'window', size: { rows: integer(MAX_INT) & 0xffff } }
    case 'cols':
    case 'columns':
      return { kind: 'window', size: { columns: integer(MAX_INT) & 0xffff } }
    case 'line':
      if (integer(busybox ? MAX_INT : 255) !== 0)
        throw new Failure('a line discipline other than 0 is not part of this simulation')
      return change({ discipline: 0 })
    case 'size':
    case 'speed':
      return { kind: 'show', what: name }
    case 'ispeed':
    case 'ospeed': {
      const baud = baudOf(value())
      return baud === undefined ? { kind: 'nothing' } : { kind: 'one-speed', baud }
    }
  }
  const whole = recovered(name)
  if (whole) return change(whole)
  const baud = baudOf(name)
  if (baud === 0) return { kind: 'one-speed', baud }
  return baud === undefined ? undefined : change({ baud })
}

function oneMode(mode: ModeInfo, reversed: boolean): Setting | undefined {
  if (reversed && !mode.reversible) return undefined
  return change(reversed ? mode.off : mode.on)
}

function combination(name: string, reversed: boolean): Setting | undefined {
  if (name === 'raw' || name === 'cooked')
    return change((name === 'raw') !== reversed ? RAW_MODES : COOKED_MODES)
  const [on, off] = COMBINATIONS[name === 'LCASE' ? 'lcase' : name] ?? []
  const modes = reversed ? off : on
  if (modes) return change(modes)
  if (reversed) return undefined
  const { intr, erase, kill } = COOKED.chars
  switch (name) {
    case 'ek':
      return { kind: 'modes', change: ({ chars }) => ({ chars: { ...chars, erase, kill } }) }
    case 'dec':
      return {
        kind: 'modes',
        change: ({ chars }) => ({
          chars: { ...chars, intr, erase, kill },
          echoe: true,
          echoctl: true,
          echoke: true,
          ixany: false,
        }),
      }
    case 'sane':
      return change({ ...saneModes(), chars: COOKED.chars, min: COOKED.min, time: COOKED.time })
  }
  return undefined
}

const charSetting = (name: ControlName, byte: number): Setting => ({
  kind: 'modes',
  change: ({ chars }) => ({ chars: { ...chars, [name]: byte } }),
})

/** A character as itself, `^C`, `undef`, or a number (stty.c, set_control_char). */
function charValue(text: string, words: Words): number {
  if (text === '') return 0
  if (text.length === 1 && text.charCodeAt(0) < 128) return text.charCodeAt(0)
  if (text === '^-' || text === 'undef') return 0
  if (text.startsWith('^') && text.length > 1)
    return text[1] === '?' ? 127 : text.charCodeAt(1) & ~0o140 & 0xff
  return words.integer(text, 255)
}
