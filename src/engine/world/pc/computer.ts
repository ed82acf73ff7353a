import type { Network } from '../../base/http.ts'
import { encode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import { Machine } from '../../boot/machine.ts'
import type { LoadedKernel } from '../../boot/pc.ts'
import type { NetworkCard } from '../../boot/start/network-card.ts'
import type { Manager } from '../../init/manager/manager.ts'
import type { Executables } from '../../kernel/exec.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { WindowSize } from '../../kernel/termios.ts'
import type { Tty } from '../../kernel/tty.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import type { BootFact, ConsolePlace, PowerPanel, PowerPress, Pumped } from '../../world.ts'
import { placeOf } from './console.ts'
import type { Installed } from './installed.ts'
import type { Part } from './layout.ts'
import { loadReserves } from './reserves.ts'

export interface ComputerOptions {
  readonly installed: Installed
  readonly firmware: 'bios' | 'uefi'
  readonly seed: string
  /** When it is switched on first. */
  readonly clock: Instant
  readonly memoryMiB: number
  readonly executables: Executables
  readonly network?: Network | undefined
  readonly cards?: readonly NetworkCard[]
  /** Its disk is as it was installed. */
  readonly unchanged: boolean
  /** What it starts from the rescue medium. */
  readonly rescue?: () => Promise<LoadedKernel>
}

/** Where the installed system's partitions belong. */
const PLACES = { root: '', boot: '/boot', efi: '/boot/efi' } as const
const OFF = 'strata: the machine is off. Press Enter to switch it on.'
const ENTER = [10, 13]
/** `r`. */
const RESCUE = 114

/**
 * A PC that outlives its kernels: its disk, the firmware's variables and its clock stay when it is switched off or restarted. Whoever sits at
 * its serial line stays too.
 */
export class Computer implements PowerPanel {
  readonly installed: Installed
  private readonly options: ComputerOptions
  /** Switched on now: its firmware, its loader, its kernel. */
  machine: Machine | undefined
  /** How often it was started. */
  starts = 0
  /** It was started from the rescue medium. */
  rescue = false
  /** Nobody typed anything since, before it was up. */
  unattended = true
  /** The systemd that runs, once there is one. */
  manager: Manager | undefined
  private size: WindowSize = { columns: 80, rows: 24 }
  private clock: Instant
  private stepsBefore = 0
  onOutput: (bytes: Uint8Array) => void = () => {}
  /** A kernel has the serial line. */
  onSerial: (serial: Tty) => void = () => {}
  /** A kernel begins, or the one that ran is no more. */
  onKernel: (kernel: Kernel | undefined) => void = () => {}

  constructor(options: ComputerOptions) {
    this.options = options
    this.installed = options.installed
    this.clock = options.clock
  }

  get firmware(): 'bios' | 'uefi' {
    return this.options.firmware
  }
  get state(): PowerPanel['state'] {
    const { machine } = this
    if (!machine || machine.state === 'off') return 'off'
    return machine.state === 'hung' || machine.state === 'halted' ? machine.state : 'on'
  }
  get stage(): BootFact['stage'] {
    const { machine, kernel } = this
    if (this.state === 'off' || !machine) return 'off'
    if (!kernel) return machine.place === 'firmware' ? 'firmware' : 'loader'
    const init = kernel.pidNamespace.get(1)
    if (!init) return 'kernel'
    if (init.root.mount.fs.type === 'rootfs') return 'initramfs'
    return this.manager?.finished === undefined ? 'init' : 'up'
  }
  get console(): ConsolePlace {
    return placeOf(this)
  }
  /** The kernel that runs. One that hangs or has halted is still there. */
  get kernel(): Kernel | undefined {
    return this.machine?.kernel
  }
  get steps(): number {
    return this.stepsBefore + (this.machine?.steps ?? 0)
  }
  now(): Instant {
    return this.machine?.now() ?? this.clock
  }

  /** The firmware's switch; undefined where it has none. */
  get secureBoot(): boolean | undefined {
    return this.firmware === 'uefi' ? this.installed.nvram.secureBoot : undefined
  }

  press(action: PowerPress): void {
    if (action === 'secure-boot') {
      if (this.secureBoot !== undefined) this.installed.nvram.secureBoot = !this.secureBoot
      return
    }
    if (action === 'on' ? this.state !== 'off' : this.state === 'off' && action === 'off') return
    this.end()
    if (action === 'off') this.rest()
    else this.begin(action === 'rescue')
  }

  // ── the serial line ──────────────────────────────────────────────────────

  input(bytes: Uint8Array): void {
    if (this.state === 'off') {
      const key = bytes.find((byte) => ENTER.includes(byte) || byte === RESCUE)
      if (key !== undefined) this.press(key === RESCUE ? 'rescue' : 'on')
    } else if (this.state === 'on') {
      if (this.stage !== 'up' || this.manager?.state === 'maintenance') this.unattended = false
      this.machine!.input(bytes)
    }
  }
  resize(size: WindowSize): void {
    this.size = size
    this.machine?.resize(size)
  }

  // ── time ─────────────────────────────────────────────────────────────────

  /** As `World.pump`. `busy`: something goes on although somebody is asked for input. */
  async pump(maxSteps: number, enough: () => boolean, busy: () => boolean): Promise<Pumped> {
    const { machine } = this
    if (!machine || this.state !== 'on') return { kind: 'idle' }
    const pumped = await machine.pump(maxSteps, enough)
    if (machine.state === 'restarting') {
      this.end()
      this.begin(false)
      return { kind: 'more' }
    }
    if (machine.state === 'off') {
      this.end()
      this.rest()
      return { kind: 'idle' }
    }
    if (pumped.kind !== 'idle') return pumped
    const delay = machine.kernel?.scheduler.untilNext()
    if (machine.state === 'kernel' && machine.waitsForInput && delay !== undefined && busy())
      return { kind: 'paused', delay }
    return pumped
  }
  advance(): void {
    this.machine?.advance()
  }

  // ── starts and ends ──────────────────────────────────────────────────────

  private begin(rescue: boolean): void {
    const { firmware, installed, seed, memoryMiB, executables, network, cards } = this.options
    const direct = rescue ? this.options.rescue : undefined
    this.starts++
    this.rescue = direct !== undefined
    this.unattended = true
    this.machine = new Machine({
      firmware,
      disk: installed.disk,
      nvram: installed.nvram,
      memoryMiB,
      seed: `${seed} start ${this.starts}`,
      clock: this.clock,
      executables,
      network,
      cards,
      direct,
      reserve: loadReserves,
      alone: firmware === 'bios' && this.starts === 1 && !rescue && this.options.unchanged,
      terminal: this.size,
      onKernel: (kernel) => {
        kernel.serial!.size = this.size
        this.onSerial(kernel.serial!)
        this.onKernel(kernel)
      },
    })
    this.machine.onOutput = (bytes) => this.onOutput(bytes)
  }

  /** What runs is gone; what was not unmounted stays as it is. */
  private end(): void {
    const { machine } = this
    if (!machine) return
    this.clock = machine.now()
    this.stepsBefore += machine.steps
    machine.onOutput = () => {}
    this.machine = undefined
    this.installed.disk.cutPower()
    this.onKernel(undefined)
  }

  private rest(): void {
    this.onOutput(encode(`\r\n${OFF}\r\n`))
  }

  // ── the disk ─────────────────────────────────────────────────────────────

  /** The installed system's file systems, by the directory that they belong at; the root first. Not those that are lost. */
  get trees(): ReadonlyMap<string, TreeFs> {
    const { disk, parts } = this.installed
    const found = new Map<string, TreeFs>()
    for (const [role, place] of Object.entries(PLACES)) {
      const part = parts.find((each) => each.role === role)
      const fs = part && disk.volumeAt(part.start)?.fs
      if (fs) found.set(place, fs)
    }
    return found
  }

  /** Files of a partition, `sda1`, whether it is mounted or not. */
  partition(name: string): TreeFs | undefined {
    const { disk, parts } = this.installed
    const part = parts[Number(/^sda([1-9])$/.exec(name)?.[1]) - 1]
    return part && disk.volumeAt(part.start)?.fs
  }
  /** What was written past the file systems, by the names of devices; and the firmware's variables. */
  get devices(): ReadonlyMap<string, unknown> {
    const { disk, nvram, parts } = this.installed
    const name = ({ start }: Part): string => `/dev/sda${parts.findIndex((part) => part.start === start) + 1}`
    return new Map<string, unknown>([
      ['/dev/sda', disk.state.raw],
      ...parts.map((part): [string, unknown] => [name(part), disk.volumeAt(part.start)?.state.raw]),
      ...(this.firmware === 'uefi'
        ? [['/sys/firmware/efi/efivars', JSON.stringify(variables(nvram))] as const]
        : []),
    ])
  }
}

/** Those that somebody sets; which entry was started last is none of them. */
const variables = ({ entries, order, next, secureBoot }: Installed['nvram']): unknown => ({
  entries,
  order,
  next,
  secureBoot,
})
