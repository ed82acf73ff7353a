/** Size of a terminal in character cells. */
export interface WindowSize {
  readonly columns: number
  readonly rows: number
}

/** Special characters of termios(3), in the order in which stty(1) tells them. */
export const CONTROL_NAMES = [
  'intr',
  'quit',
  'erase',
  'kill',
  'eof',
  'eol',
  'eol2',
  'swtch',
  'start',
  'stop',
  'susp',
  'rprnt',
  'werase',
  'lnext',
  'discard',
] as const
export type ControlName = (typeof CONTROL_NAMES)[number]
/** A byte for each; 0 where there is none (_POSIX_VDISABLE). */
export type ControlCharacters = Readonly<Record<ControlName, number>>

type InputMode =
  | 'ignbrk'
  | 'brkint'
  | 'ignpar'
  | 'parmrk'
  | 'inpck'
  | 'istrip'
  | 'inlcr'
  | 'igncr'
  | 'icrnl'
  | 'ixon'
  | 'ixoff'
  | 'iuclc'
  | 'ixany'
  | 'imaxbel'
  | 'iutf8'
type OutputMode = 'opost' | 'olcuc' | 'ocrnl' | 'onlcr' | 'onocr' | 'onlret' | 'ofill' | 'ofdel'
type LineMode = 'parenb' | 'parodd' | 'cmspar' | 'hupcl' | 'cstopb' | 'cread' | 'clocal' | 'crtscts'
type LocalMode =
  | 'isig'
  | 'icanon'
  | 'iexten'
  | 'echo'
  | 'echoe'
  | 'echok'
  | 'echonl'
  | 'noflsh'
  | 'xcase'
  | 'tostop'
  | 'echoprt'
  | 'echoctl'
  | 'echoke'
  | 'flusho'
  | 'extproc'
/** What is on or off. */
export type Mode = InputMode | OutputMode | LineMode | LocalMode

/** Which of several, by number: bits of a character, and how long an output character takes on paper. */
export interface Choices {
  readonly cs: 5 | 6 | 7 | 8
  readonly nl: 0 | 1
  readonly cr: 0 | 1 | 2 | 3
  /** 3: tabs are written as spaces (XTABS). */
  readonly tab: 0 | 1 | 2 | 3
  readonly bs: 0 | 1
  readonly vt: 0 | 1
  readonly ff: 0 | 1
}

/**
 * The modes of termios(3). A terminal here is a pseudo-terminal: what concerns a serial line (parity, speeds, delays, breaks) is kept and
 * shown, and changes nothing, as in Linux.
 */
export interface Termios extends Readonly<Record<Mode, boolean>>, Choices {
  readonly chars: ControlCharacters
  /** Without `icanon`: bytes that a read waits for, and how long, in tenths of a second. */
  readonly min: number
  readonly time: number
  readonly baud: number
  /** Line discipline; 0: N_TTY. */
  readonly discipline: number
}

const control = (letter: string): number => letter.charCodeAt(0) & 31

/** What a pseudo-terminal begins with (drivers/tty: tty_std_termios, pty.c). */
export const COOKED: Termios = {
  ignbrk: false,
  brkint: false,
  ignpar: false,
  parmrk: false,
  inpck: false,
  istrip: false,
  inlcr: false,
  igncr: false,
  icrnl: true,
  ixon: true,
  ixoff: false,
  iuclc: false,
  ixany: false,
  imaxbel: false,
  iutf8: false,
  opost: true,
  olcuc: false,
  ocrnl: false,
  onlcr: true,
  onocr: false,
  onlret: false,
  ofill: false,
  ofdel: false,
  parenb: false,
  parodd: false,
  cmspar: false,
  hupcl: false,
  cstopb: false,
  cread: true,
  clocal: false,
  crtscts: false,
  isig: true,
  icanon: true,
  iexten: true,
  echo: true,
  echoe: true,
  echok: true,
  echonl: false,
  noflsh: false,
  xcase: false,
  tostop: false,
  echoprt: false,
  echoctl: true,
  echoke: true,
  flusho: false,
  extproc: false,
  cs: 8,
  nl: 0,
  cr: 0,
  tab: 0,
  bs: 0,
  vt: 0,
  ff: 0,
  chars: {
    intr: control('C'),
    quit: control('\\'),
    erase: 127,
    kill: control('U'),
    eof: control('D'),
    eol: 0,
    eol2: 0,
    swtch: 0,
    start: control('Q'),
    stop: control('S'),
    susp: control('Z'),
    rprnt: control('R'),
    werase: control('W'),
    lnext: control('V'),
    discard: control('O'),
  },
  min: 1,
  time: 0,
  baud: 38400,
  discipline: 0,
}

/** What a line editor sets: byte by byte, no echo, keys in place of signals. Ctrl-S and Ctrl-Q keep their meaning. */
export const RAW_INPUT: Partial<Termios> = {
  icanon: false,
  echo: false,
  icrnl: false,
  inlcr: false,
  isig: false,
  min: 1,
  time: 0,
}

/** As cfmakeraw(3) leaves a terminal. */
export const MADE_RAW: Partial<Termios> = {
  ...Object.fromEntries(
    (
      [
        'ignbrk',
        'brkint',
        'parmrk',
        'istrip',
        'inlcr',
        'igncr',
        'icrnl',
        'ixon',
        'opost',
        'echo',
        'echonl',
      ] as const
    ).map((name) => [name, false]),
  ),
  icanon: false,
  isig: false,
  iexten: false,
  min: 1,
  time: 0,
}
