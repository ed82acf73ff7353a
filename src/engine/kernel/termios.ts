/** Size of a terminal in character cells. */
export interface WindowSize {
  readonly columns: number
  readonly rows: number
}

/** The modes of termios(3) that matter to what a reader sees; true is set. */
export interface Termios {
  /** Line by line, with erase and kill; off: every byte at once. */
  readonly icanon: boolean
  readonly echo: boolean
  /** INTR, QUIT and SUSP characters raise signals. */
  readonly isig: boolean
  /** Ctrl-S and Ctrl-Q stop and start output. */
  readonly ixon: boolean
  /** CR is read as NL. */
  readonly icrnl: boolean
  /** NL is written as CR NL (opost and onlcr). */
  readonly onlcr: boolean
  /** Echo ERASE as backspace-space-backspace. */
  readonly echoe: boolean
  /** Echo control characters as ^X. */
  readonly echoctl: boolean
}

export const COOKED: Termios = {
  icanon: true,
  echo: true,
  isig: true,
  ixon: true,
  icrnl: true,
  onlcr: true,
  echoe: true,
  echoctl: true,
}

/** What a line editor sets: byte by byte, no echo, keys in place of signals. Ctrl-S and Ctrl-Q keep their meaning. */
export const RAW_INPUT: Partial<Termios> = {
  icanon: false,
  echo: false,
  icrnl: false,
  isig: false,
}
