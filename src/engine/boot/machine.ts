import { EngineError } from '../base/errors.ts'
import type { Network } from '../base/http.ts'
import { later } from '../base/later.ts'
import { encode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import type { Executables } from '../kernel/exec.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { PowerAction } from '../kernel/platform.ts'
import { Scheduler } from '../kernel/scheduler.ts'
import type { WindowSize } from '../kernel/termios.ts'
import type { Disk } from './disk/disk.ts'
import { runBios } from './firmware/bios.ts'
import type { Nvram } from './firmware/nvram.ts'
import type { LoadedKernel, Outcome } from './pc.ts'
import { kernelIn } from './start/kernel-image.ts'
import type { NetworkCard } from './start/network-card.ts'
import { startKernel } from './start/start.ts'
import { type BootPlace, BootTerminal } from './terminal.ts'

export interface MachineOptions {
  readonly firmware: 'bios' | 'uefi'
  readonly disk: Disk
  readonly nvram: Nvram
  readonly memoryMiB: number
  readonly seed: string
  /** When it is switched on. */
  readonly clock: Instant
  readonly executables: Executables
  /** A kernel that the machine hands over itself, instead of its disk's boot loader. */
  readonly direct?: (() => Promise<LoadedKernel>) | undefined
  /** Size of the terminal at the serial line. Default: 80×24. */
  readonly terminal?: WindowSize | undefined
  /** What is to be reached over the network; nothing where it is left out. */
  readonly network?: Network | undefined
  readonly cards?: readonly NetworkCard[] | undefined
  /** Loads what a machine needs that does not simply start: it comes before the first step, or with `alone` before somebody's doing is seen. */
  readonly reserve: () => Promise<unknown>
  /** Its disk is as it was installed, and nobody does anything to it before `touch`. */
  readonly alone?: boolean
  /** Told of the kernel before it does anything. */
  readonly onKernel?: (kernel: Kernel) => void
}

/** `firmware`: up to a kernel, its loader too. `kernel`: one runs. `hung`: nothing will happen. `off`, `halted`, `restarting`: by its own wish. */
export type MachineState = 'firmware' | 'kernel' | 'hung' | 'off' | 'halted' | 'restarting'

const ENDS = { restart: 'restarting', poweroff: 'off', halt: 'halted', hang: 'hung' } as const

/** Most machines have a BIOS. */
const UEFI = later(() => import('./uefi.ts'))

/** A PC: switched on it runs its firmware, then what that finds on the disk. Its console is a serial line. */
export class Machine {
  private readonly options: MachineOptions
  private readonly early = new Scheduler()
  private readonly terminal: BootTerminal
  private running: Kernel | undefined
  private touched: boolean
  private whole = false
  private uefi: Awaited<ReturnType<typeof UEFI>> | undefined
  /** As the firmware's switch was when it was switched on. */
  private readonly secureBoot: boolean
  /** What the loader put into memory; undefined until it is done. */
  loaded: LoadedKernel | undefined
  state: MachineState = 'firmware'
  onOutput: (bytes: Uint8Array) => void = () => {}

  constructor(options: MachineOptions) {
    this.options = options
    this.secureBoot = options.nvram.secureBoot === true
    this.touched = !options.alone
    this.terminal = new BootTerminal(this.early, options.terminal)
    this.terminal.onOutput = (bytes) => this.onOutput(bytes)
    this.early.start(async () => this.follow(await this.powerOn()))
  }

  /** The kernel that runs, once there is one. */
  get kernel(): Kernel | undefined {
    return this.running
  }
  /** Types on the serial line. */
  input(bytes: Uint8Array): void {
    this.touch()
    if (this.running) this.running.serial!.input(bytes)
    else this.terminal.input(bytes)
  }
  /** The window at the other end of the serial line has another size. */
  resize(size: WindowSize): void {
    this.terminal.size = size
    this.running?.serial?.resize(size)
  }
  /** Somebody does something to it. */
  touch(): void {
    this.touched = true
  }
  /** Somebody is to type, and nothing happens until then. */
  get waitsForInput(): boolean {
    return this.running ? this.running.waitsForInput : this.terminal.starved
  }
  /** As `World.pump`. */
  async pump(
    maxSteps: number,
    enough: () => boolean = () => false,
  ): Promise<{ readonly kind: 'more' | 'idle' } | { readonly kind: 'paused'; readonly delay: number }> {
    if (this.touched && !this.whole && !(await this.isWhole())) return { kind: 'idle' }
    const { scheduler } = this
    const done = await scheduler.run(maxSteps, () => this.isOver || scheduler !== this.scheduler || enough())
    if (this.isOver) return { kind: 'idle' }
    if (!done || scheduler !== this.scheduler) return { kind: 'more' }
    const delay = scheduler.untilNext()
    if (delay !== undefined && !this.waitsForInput) return { kind: 'paused', delay }
    // It has started.
    this.touch()
    return { kind: 'idle' }
  }
  /** Loads what it does not have yet. Where that cannot be done it says so, and stands still until somebody touches it again. */
  private async isWhole(): Promise<boolean> {
    try {
      await this.options.reserve()
      this.whole = true
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.onOutput(encode(`\r\n${error.message}\r\n`))
    }
    return this.whole
  }
  advance(): void {
    this.scheduler.advance()
  }
  /** As `World.steps`, since it was switched on. */
  get steps(): number {
    return this.early.steps + (this.running?.scheduler.steps ?? 0)
  }
  /** Wall time. */
  now(): Instant {
    return this.running?.now() ?? this.options.clock + BigInt(Math.round(this.early.now))
  }
  /** What firmware or loader do, as they told. */
  get place(): BootPlace {
    return this.terminal.place
  }
  /** Firmware or loader take a key, if one comes in time. */
  get listens(): boolean {
    return !this.running && this.terminal.listens
  }

  private get scheduler(): Scheduler {
    return this.running?.scheduler ?? this.early
  }
  private get isOver(): boolean {
    return this.state !== 'firmware' && this.state !== 'kernel'
  }

  private async powerOn(): Promise<Outcome> {
    try {
      return await this.boot()
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.terminal.write(`\n${error.message}\n`)
      return { kind: 'hang' }
    }
  }
  private async boot(): Promise<Outcome> {
    const { firmware, direct, disk, nvram, memoryMiB } = this.options
    const { terminal } = this
    this.uefi = firmware === 'uefi' ? await UEFI() : undefined
    if (direct) {
      terminal.write('SeaBIOS (version 1.16.2-debian-1.16.2-1)\nBooting from ROM...\n')
      terminal.write('Probing EDD (edd=off to disable)... o')
      return { kind: 'kernel', kernel: await direct() }
    }
    const { secureBoot } = this
    const pc = { firmware, disk, nvram, memoryMiB, terminal, secureBoot }
    return this.uefi ? this.uefi.runUefi(pc) : runBios(pc)
  }

  private follow(outcome: Outcome): void {
    if (outcome.kind === 'kernel') this.start(outcome.kernel)
    else this.state = outcome.kind === 'hang' ? 'hung' : outcome.kind === 'restart' ? 'restarting' : 'off'
  }

  private start(loaded: LoadedKernel): void {
    const { image, commandLine, initrd } = loaded
    this.loaded = loaded
    const { seed, clock, executables, firmware, memoryMiB, disk, nvram, terminal, network, cards } =
      this.options
    const { uefi } = this
    const version = kernelIn(image)
    // A damaged kernel stops while it unpacks itself, and tells nobody over a serial line.
    if (!version) {
      this.state = 'hung'
      return
    }
    if (this.secureBoot) this.terminal.write('EFI stub: UEFI Secure Boot is enabled.\n')
    const kernel = startKernel({
      seed,
      clock: clock + BigInt(Math.round(this.early.now)),
      executables,
      version,
      commandLine,
      initrd,
      firmware,
      memoryMiB,
      disk,
      terminal,
      network,
      cards,
      uefi: uefi?.forKernel(nvram, disk, this.secureBoot),
      power: (action) => this.power(action),
    })
    kernel.serial!.onOutput = (bytes) => this.onOutput(bytes)
    this.running = kernel
    this.state = 'kernel'
    this.options.onKernel?.(kernel)
  }

  private power(action: PowerAction | 'hang'): void {
    this.state = ENDS[action]
  }
}
