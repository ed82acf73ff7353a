import { encode } from '../base/text.ts'
import type { TerminalHandle } from '../world.ts'

type Size = { readonly columns: number; readonly rows: number }

/** Whom a line leads to. */
export interface LineHost {
  readonly name: string
  /** Somebody pressed Enter where nothing runs. */
  switchOn(): void
  /** It is given up. */
  closed(): void
}

const ENTER = [10, 13]

/** Somebody's connection to a host. When the host restarts it is lost, and made again. */
export class HostLine implements TerminalHandle {
  private readonly host: LineHost
  private size: Size
  /** Undefined as long as the host is not there. */
  private shell: TerminalHandle | undefined
  private output: (bytes: Uint8Array) => void = () => {}
  private command: (text: string) => void = () => {}
  private status: (status: number) => void = () => {}

  constructor(host: LineHost, size: Size, shell: TerminalHandle | undefined) {
    this.host = host
    this.size = size
    this.shell = shell
  }

  /** The host takes it away. */
  lose(): void {
    const { shell, host } = this
    if (!shell || shell.over) return
    shell.onOutput(() => {})
    shell.close()
    this.shell = undefined
    this.say(
      `\r\nConnection to ${host.name} closed by remote host.\r\nConnection to ${host.name} closed.\r\n`,
    )
  }
  /** The host's word to all (wall(1)). */
  tell(text: string): void {
    if (this.shell?.over === false) this.say(text.replaceAll('\n', '\r\n'))
  }
  /** What whoever waits for the host is to know. */
  tellLost(text: string): void {
    if (!this.shell) this.say(`${text}\r\n`)
  }
  /** The host is there again. */
  resume(open: (size: Size) => TerminalHandle): void {
    if (this.shell) return
    const shell = open(this.size)
    shell.onOutput(this.output)
    shell.onCommand(this.command)
    shell.onStatus(this.status)
    this.shell = shell
  }

  get id(): string {
    return this.shell?.id ?? ''
  }
  input(bytes: Uint8Array): void {
    if (this.shell) this.shell.input(bytes)
    else if (bytes.some((byte) => ENTER.includes(byte))) this.host.switchOn()
  }
  resize(size: Size): void {
    this.size = size
    this.shell?.resize(size)
  }
  onOutput(listener: (bytes: Uint8Array) => void): void {
    this.output = listener
    this.shell?.onOutput(listener)
  }
  onCommand(listener: (text: string) => void): void {
    this.command = listener
    this.shell?.onCommand(listener)
  }
  onStatus(listener: (status: number) => void): void {
    this.status = listener
    this.shell?.onStatus(listener)
  }
  close(): void {
    this.shell?.close()
    this.host.closed()
  }
  get atPrompt(): boolean {
    return this.shell?.atPrompt === true
  }
  get over(): boolean {
    return this.shell?.over === true
  }

  private say(text: string): void {
    this.output(encode(text))
  }
}
