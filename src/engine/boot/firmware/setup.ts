import { SECOND } from '../../base/time.ts'
import type { Outcome, Pc } from '../pc.ts'
import type { BootEntry, Nvram } from './nvram.ts'

const WIDTH = 80
const NORMAL = '\x1b[0m\x1b[30m\x1b[47m'
const CHOSEN = '\x1b[0m\x1b[37m\x1b[40m'
const NOTICE = '\x1b[0m\x1b[37m\x1b[44m'

/** One row of a page: what it says, what is shown beside it, what Enter does. A page is left by a value. */
interface Row<T> {
  readonly text: string
  readonly help: string
  enter?(): T | Promise<T | undefined> | undefined
}

/** How setup ends: an entry is to be started, the boot goes on in its order, or the machine starts again. */
export type SetupEnd = BootEntry | 'continue' | Outcome

const at = (row: number, column = 1): string => `\x1b[${row};${column}H`

/** The setup of OVMF (EDK2, UiApp), as far as its pages for starting and for Secure Boot. */
export class Setup {
  private readonly pc: Pc
  constructor(pc: Pc) {
    this.pc = pc
  }

  async run(): Promise<SetupEnd> {
    const { terminal } = this.pc
    terminal.place = 'firmware-menu'
    const end = await this.front()
    terminal.place = 'firmware'
    terminal.write(`\x1b[0m\x1b[2J${at(1)}`)
    return end
  }

  private async front(): Promise<SetupEnd> {
    const { memoryMiB } = this.pc
    const head = [
      '',
      ' Standard PC (Q35 + ICH9, 2009)',
      ' pc-q35-7.2                                          2.00 GHz',
    ]
    for (;;) {
      const end = await this.page<SetupEnd>(
        [...head, ` 0.0.0                                               ${memoryMiB} MB RAM`, '', '', ''],
        [
          {
            text: ' > Device Manager',
            help: 'This selection will take you to the Device Manager',
            enter: () => this.devices(),
          },
          {
            text: ' > Boot Manager',
            help: 'This selection will take you to the Boot Manager',
            enter: () => this.bootManager(),
          },
          { text: '   Continue', help: 'Continue', enter: () => 'continue' },
          { text: '   Reset', help: 'Reset', enter: () => ({ kind: 'restart' }) },
        ],
      )
      if (end !== undefined) return end
    }
  }

  private async devices(): Promise<undefined> {
    await this.page(titled('Device Manager', '   Devices List'), [
      {
        text: ' > Secure Boot Configuration',
        help: 'Press <Enter> to select Secure Boot options.',
        enter: () => this.secureBoot(),
      },
    ])
  }

  private async secureBoot(): Promise<undefined> {
    const { nvram, secureBoot = false } = this.pc
    const state = `   Current Secure Boot State  ${secureBoot ? 'Enabled' : 'Disabled'}`
    await this.page(
      titled('Secure Boot Configuration', state),
      nvram.secureBoot === undefined
        ? []
        : [
            {
              get text() {
                return `   Attempt Secure Boot        [${nvram.secureBoot ? 'X' : ' '}]`
              },
              help: 'Enable/Disable the Secure Boot feature after platform reset',
              enter: () => this.toggle(nvram),
            },
          ],
    )
  }

  private async toggle(nvram: Nvram): Promise<undefined> {
    const text = 'Configuration changed, please reset the platform to take effect!'
    const row = (line: string, i: number): string => `${at(16 + i, 7)}${line}`
    const box = [`┌${'─'.repeat(text.length)}┐`, `│${text}│`, `└${'─'.repeat(text.length)}┘`]
    nvram.secureBoot = !nvram.secureBoot
    this.pc.terminal.write(`${NOTICE}${box.map(row).join('')}`)
    await this.pc.terminal.key()
  }

  private async bootManager(): Promise<SetupEnd | undefined> {
    const { nvram } = this.pc
    const entries = nvram.order.flatMap((number) => {
      const entry = nvram.entries.find((each) => each.number === number)
      const own = entry?.target.kind === 'application' && entry.target.name === 'UiApp'
      return entry?.active && !own ? [entry] : []
    })
    return this.page<SetupEnd>(
      titled('Boot Manager', '   Boot Manager Menu'),
      entries.map((entry) => ({
        text: `   ${entry.name}`,
        help: 'Use the <^> and <v> keys to choose a boot option, the <Enter> key to select a boot option, and the <Esc> key to exit the Boot Manager Menu.',
        enter: () => entry,
      })),
    )
  }

  /** Shows rows to choose from, until one of them gives a value or Escape leads back. */
  private async page<T>(head: readonly string[], rows: readonly Row<T>[]): Promise<T | undefined> {
    const { terminal } = this.pc
    for (let chosen = 0; ; ) {
      const lines = [
        ...head.map((line) => line.padEnd(WIDTH)),
        ...rows.map(({ text }, i) => `${i === chosen ? CHOSEN : ''}${text.padEnd(50)}${NORMAL}`),
      ]
      const help = wrapped(rows[chosen]?.help ?? '', 22)
      terminal.write(
        `${NORMAL}\x1b[2J${lines.map((line, i) => `${at(i + 1)}${line}`).join('')}${help
          .map((line, i) => `${at(head.length + i, 58)}${line}`)
          .join('')}${at(22, 4)}^v=Move Highlight   <Enter>=Select Entry   Esc=Exit`,
      )
      const key = await terminal.key()
      if (key === 'escape') return undefined
      if (key === 'up') chosen = Math.max(0, chosen - 1)
      if (key === 'down') chosen = Math.max(0, Math.min(rows.length - 1, chosen + 1))
      if (key === 'enter' || key === ' ') {
        const end = await rows[chosen]?.enter?.()
        if (end !== undefined) return end
      }
    }
  }
}

function titled(title: string, ...lines: string[]): string[] {
  const before = Math.floor((WIDTH - 2 - title.length) / 2)
  const line = '─'.repeat(WIDTH - 2)
  return [`┌${line}┐`, `│${`${' '.repeat(before)}${title}`.padEnd(WIDTH - 2)}│`, `└${line}┘`, '', ...lines]
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Somebody at the keyboard wants setup: Escape or F2 while the firmware begins. */
export async function wantsSetup({ terminal }: Pc): Promise<boolean> {
  const key = await terminal.key(SECOND)
  return key === 'escape' || key === 'f2'
}
