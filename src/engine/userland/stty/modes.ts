import type { Choices, Mode, Termios } from '../../kernel/termios.ts'

/** Which word of struct termios a mode is in. */
export type Word = 'control' | 'input' | 'output' | 'local'

/** A mode by its name in stty(1). */
export interface ModeInfo {
  readonly name: string
  readonly word: Word
  /** Value of these bits in the word; `mask` where several values share bits. */
  readonly bits: number
  readonly mask: number
  /** What the mode is after `sane`: `set`, `unset`, or as it was. */
  readonly sane: 'set' | 'unset' | undefined
  /** May be turned off with a `-`. */
  readonly reversible: boolean
  /** Another name of a mode that is shown already. */
  readonly alias: boolean
  readonly on: Partial<Termios>
  readonly off: Partial<Termios>
}

const SANE = { '+': 'set', '-': 'unset', '': undefined } as const

/** `+name=bits`: set by `sane`; `-name=bits`: cleared by it. A name after `/` is an alias. */
function flags(word: Word, list: string): ModeInfo[] {
  return list
    .trim()
    .split(/\s+/)
    .flatMap((token) => {
      const [, sign = '', names = '', bits = ''] = /^([+-]?)([a-z0-9/]+)=(\w+)$/.exec(token)!
      const [name, ...aliases] = names.split('/') as [Mode, ...string[]]
      const info = {
        word,
        bits: Number(bits),
        mask: Number(bits),
        sane: SANE[sign as keyof typeof SANE],
        reversible: true,
        on: { [name]: true },
        off: { [name]: false },
      }
      return [
        { ...info, name, alias: false },
        ...aliases.map((alias) => ({ ...info, name: alias, alias: true, sane: undefined })),
      ]
    })
}

/** One of several values: `cr 3..0`; the last one is what `sane` sets, if it sets any. */
function choices(
  word: Word,
  name: keyof Choices,
  values: number[],
  bits: number[],
  sane: boolean,
): ModeInfo[] {
  const mask = bits.reduce((all, each) => all | each, 0)
  return values.map((value, i) => ({
    name: `${name}${value}`,
    word,
    bits: bits[i]!,
    mask,
    sane: sane ? (i === values.length - 1 ? 'set' : 'unset') : undefined,
    reversible: false,
    alias: false,
    on: { [name]: value },
    off: {},
  }))
}

/** In the order in which stty tells them (coreutils 9.1, stty.c; bits: asm-generic/termbits.h). */
export const MODES: readonly ModeInfo[] = [
  ...flags('control', 'parenb=0x100 parodd=0x200 cmspar=0x40000000'),
  ...choices('control', 'cs', [5, 6, 7, 8], [0, 0x10, 0x20, 0x30], false),
  ...flags('control', 'hupcl/hup=0x400 cstopb=0x40 +cread=0x80 clocal=0x800 crtscts=0x80000000'),
  ...flags(
    'input',
    `-ignbrk=0x1 +brkint=0x2 ignpar=0x4 parmrk=0x8 inpck=0x10 istrip=0x20 -inlcr=0x40 -igncr=0x80 +icrnl=0x100
     ixon=0x400 -ixoff/tandem=0x1000 -iuclc=0x200 -ixany=0x800 +imaxbel=0x2000 -iutf8=0x4000`,
  ),
  ...flags(
    'output',
    '+opost=0x1 -olcuc=0x2 -ocrnl=0x8 +onlcr=0x4 -onocr=0x10 -onlret=0x20 -ofill=0x40 -ofdel=0x80',
  ),
  ...choices('output', 'nl', [1, 0], [0x100, 0], true),
  ...choices('output', 'cr', [3, 2, 1, 0], [0x600, 0x400, 0x200, 0], true),
  ...choices('output', 'tab', [3, 2, 1, 0], [0x1800, 0x1000, 0x800, 0], true),
  ...choices('output', 'bs', [1, 0], [0x2000, 0], true),
  ...choices('output', 'vt', [1, 0], [0x4000, 0], true),
  ...choices('output', 'ff', [1, 0], [0x8000, 0], true),
  ...flags(
    'local',
    `+isig=0x1 +icanon=0x2 +iexten=0x8000 +echo=0x8 +echoe/crterase=0x10 +echok=0x20 -echonl=0x40 -noflsh=0x80
     -xcase=0x4 -tostop=0x100 -echoprt/prterase=0x400 +echoctl/ctlecho=0x200 +echoke/crtkill=0x800 -flusho=0x1000
     -extproc=0x10000`,
  ),
]

export const modeOf = (name: string): ModeInfo | undefined => MODES.find((mode) => mode.name === name)

/** The mode is as its name says. */
export const isOn = ({ on }: ModeInfo, modes: Termios): boolean =>
  Object.entries(on).every(([name, value]) => modes[name as keyof Termios] === value)

/** What `sane` changes, but for the special characters. */
export const saneModes = (): Partial<Termios> =>
  Object.assign({}, ...MODES.map(({ sane, on, off }) => (sane === 'set' ? on : sane === 'unset' ? off : {})))
