import { encode } from '../../base/text.ts'
import type { ConsolePlace, TerminalHandle } from '../../world.ts'
import type { Computer } from './computer.ts'

/** The computer's serial line as a terminal: one handle over all its starts. */
export function openConsole(computer: Computer): TerminalHandle {
  let onCommand: (text: string) => void = () => {}
  let onStatus: (status: number) => void = () => {}
  computer.onSerial = (serial) => {
    serial.onCommand = (text) => onCommand(text)
    serial.onStatus = (status) => onStatus(status)
  }
  return {
    id: 'ttyS0',
    input: (bytes) => computer.input(bytes),
    resize: (size) => computer.resize(size),
    onOutput: (listener) => {
      computer.onOutput = listener
    },
    onCommand: (listener) => {
      onCommand = listener
    },
    onStatus: (listener) => {
      onStatus = listener
    },
    // A serial line has no other end that could be taken away.
    close: () => {},
    get atPrompt() {
      return placeOf(computer) === 'shell'
    },
    over: false,
  }
}

const NOBODY = 'strata: no system runs on the machine that a shell could be started on.'

/** A terminal that cannot be opened: it says why, and is over. */
export const refusedTerminal = (): TerminalHandle => ({
  id: '',
  input: () => {},
  resize: () => {},
  onOutput: (listener) => listener(encode(`${NOBODY}\r\n`)),
  onCommand: () => {},
  onStatus: () => {},
  close: () => {},
  atPrompt: false,
  over: true,
})

const LOGINS = ['agetty', 'login', 'sulogin']

/** What a person at the console is in front of. */
export function placeOf({ state, machine, kernel }: Computer): ConsolePlace {
  // The menu takes keys while it counts down.
  if (state !== 'on' || !(machine?.waitsForInput || machine?.listens)) return 'nothing'
  if (!kernel) return machine.place === 'loader' ? 'program' : machine.place
  const { serial } = kernel
  if (!serial?.starved) return 'nothing'
  if (serial.atPrompt) return 'shell'
  const names = kernel.pidNamespace
    .all()
    .flatMap(([, { terminal, pgid, comm, state: is }]) =>
      terminal === serial && pgid === serial.foreground && is !== 'zombie' ? [comm] : [],
    )
  return names.some((name) => LOGINS.includes(name)) ? 'login' : 'program'
}
