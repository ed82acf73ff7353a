import type { Body } from '../../base/body.ts'
import { type Errno, isErrno } from '../../base/errors.ts'
import type { Network } from '../../base/http.ts'
import { encode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import { begin } from '../../kernel/begin.ts'
import { ROOT } from '../../kernel/credentials.ts'
import type { FirmwareVariables } from '../../kernel/efivarfs.ts'
import type { Executables } from '../../kernel/exec.ts'
import { TtyFile } from '../../kernel/files.ts'
import { firstNamespaces } from '../../kernel/first-namespaces.ts'
import { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import type { DriverIn } from '../../kernel/modules.ts'
import { MountNamespace, type Place } from '../../kernel/mounts.ts'
import { FIRST_NUMBERS } from '../../kernel/namespaces.ts'
import { DescriptorTable } from '../../kernel/open-file.ts'
import type { PowerAction } from '../../kernel/platform.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import type { WindowSize } from '../../kernel/termios.ts'
import { Tty } from '../../kernel/tty.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import type { Disk } from '../disk/disk.ts'
import { RESERVE } from '../reserve.ts'
import { SERIAL_SIZE } from '../terminal.ts'
import { readParameters } from './command-line.ts'
import { devicesAtStart, driversOf } from './drivers.ts'
import { unpackInitramfs } from './initramfs.ts'
import type { KernelVersion } from './kernel-image.ts'
import { type Facts, linesOf, pagesOf, reservedKiB, sayLines, usableKiB } from './lines.ts'
import { DEVICES } from './messages/devices.ts'
import { EARLY } from './messages/early.ts'
import { HANDOVER } from './messages/handover.ts'
import type { UefiMessages } from './messages/uefi.ts'
import { CARD_LINES, type NetworkCard } from './network-card.ts'
import { makeRootfs } from './rootfs.ts'
import { addThreads } from './threads.ts'

/** What a UEFI keeps, and what the kernel says of it. */
export interface KernelFirmware {
  readonly variables: FirmwareVariables
  readonly messages: UefiMessages
  readonly lockedDown?: boolean
  /** Lines of a table as they are where signatures are looked at. */
  readonly amend?: (lines: readonly string[]) => readonly string[]
  /** Finds drivers in modules that are signed. */
  readonly drivers?: (kernel: () => Kernel, driverIn: DriverIn) => DriverIn
}

/** A machine on which a kernel starts. */
export interface StartOptions {
  readonly seed: string
  readonly clock: Instant
  readonly executables: Executables
  readonly version: KernelVersion
  readonly commandLine: string
  readonly initrd: Body | undefined
  readonly firmware: 'bios' | 'uefi'
  readonly memoryMiB: number
  readonly disk: Disk
  readonly uefi?: KernelFirmware | undefined
  /** Size of the terminal at the serial line. Default: 80×24. */
  readonly terminal?: WindowSize | undefined
  /** What is to be reached over the network. */
  readonly network?: Network | undefined
  readonly cards?: readonly NetworkCard[] | undefined
  power(action: PowerAction | 'hang'): void
}

const TTY_S0 = { major: 4, minor: 64 }

/** A kernel at its first line. It runs as its scheduler is pumped. */
export function startKernel(options: StartOptions): Kernel {
  const { firmware, memoryMiB, disk, initrd, network, cards = [] } = options
  const size = options.terminal ?? SERIAL_SIZE
  const parameters = readParameters(options.commandLine)
  const facts: Facts = { kernel: options.version, parameters, firmware, memoryMiB, initrdSize: initrd?.size }
  const memoryKiB = usableKiB(facts) - (memoryMiB >= 1024 ? 64_300 : 55_340)
  const drivers = driversOf(disk, cards)
  const kernel: Kernel = new Kernel({
    seed: options.seed,
    boot: options.clock,
    executables: options.executables,
    release: options.version.release,
    version: options.version.version,
    machine: 'x86_64',
    ...(network && { network }),
    platform: {
      commandLine: options.commandLine,
      memoryKiB,
      usedKiB: Math.floor(reservedKiB(facts) * 0.6),
      firmware,
      serial: size,
      driverIn: options.uefi?.drivers?.(() => kernel, drivers) ?? drivers,
      variables: options.uefi?.variables,
      ...(options.uefi?.lockedDown && { lockedDown: true }),
      farewells: (action): string[] => RESERVE.code.farewells(kernel, action),
      power: (action) => options.power(action),
    },
  })
  const serial = new Tty(kernel.scheduler, 0, size, TTY_S0)
  kernel.serial = serial
  kernel.consoles.add(serial)
  kernel.log.consoleLevel = parameters.consoleLevel
  kernel.log.onConsole = (line) => serial.onOutput(encode(`${line}\r\n`))
  kernel.busDevices.push(...devicesAtStart(cards))
  kernel.scheduler.start(() => run(kernel, facts, options))
  return kernel
}

async function run(kernel: Kernel, facts: Facts, { initrd, uefi, cards }: StartOptions): Promise<void> {
  const { parameters } = facts
  const { memoryKiB } = kernel.options.platform!
  const made = makeRootfs({ root: parameters.root, memoryKiB }, kernel.now())
  const rootfs = made.fs
  const amend = uefi?.amend ?? ((lines: readonly string[]) => lines)
  await sayLines(kernel, amend(linesOf(EARLY, uefi?.messages.early)), facts)
  if (parameters.unknown.length > 0)
    kernel.log.print(
      `Unknown kernel command line parameters "${parameters.unknown.join(' ')}", will be passed to user space.`,
      LEVEL.notice,
    )
  await sayLines(kernel, amend(linesOf(DEVICES, uefi?.messages.devices)), facts, {
    '{card}': () => {
      for (const line of cards?.length ? CARD_LINES : []) {
        kernel.scheduler.charge(600_000)
        kernel.log.print(line)
      }
    },
    '{unpack}': () => initrd && unpack(kernel, rootfs, initrd),
    '{freed}': () => initrd && kernel.log.print(`Freeing initrd memory: ${pagesOf(initrd.size) * 4}K`),
  })
  const record = firstProcess(kernel, made)
  const program = parameters.rdinit ?? '/init'
  if (!record.calls.exists(program)) return RESERVE.code.noRoot(kernel, facts)
  await sayLines(kernel, linesOf(HANDOVER, undefined), facts)
  runFirst(kernel, facts, record, program)
}

function unpack(kernel: Kernel, rootfs: TreeFs, initrd: Body): void {
  kernel.log.print('Trying to unpack rootfs image as initramfs...')
  const problem = unpackInitramfs(rootfs, initrd, kernel.now())
  if (problem) kernel.log.print(`Initramfs unpacking failed: ${problem}`, LEVEL.emerg)
}

/** Process 1 before it runs a program: rootfs is its root, the console its standard streams. */
function firstProcess(kernel: Kernel, { fs: rootfs, options }: ReturnType<typeof makeRootfs>): ProcessRecord {
  let id = 0
  const nextId = (): number => {
    id = id === 0 ? 1 : id === 1 ? 21 : id + 1
    return id
  }
  const source = {
    fs: rootfs,
    root: rootfs.root,
    source: 'rootfs',
    options: ['strictatime', ...options],
    readOnly: false,
  }
  const mount = new MountNamespace(source, nextId, FIRST_NUMBERS.mnt)
  const root: Place = { mount: mount.root, ino: rootfs.root }
  const namespaces = firstNamespaces(kernel, mount, '(none)')
  const fds = new DescriptorTable(kernel.references)
  const console = new TtyFile(kernel.serial!, '/dev/console')
  for (const fd of [0, 1, 2]) fds.set(fd, console, false)
  const record = kernel.createProcess({
    parent: undefined,
    namespaces,
    root,
    cwd: root,
    credentials: ROOT,
    env: new Map(),
    argv: ['swapper/0'],
    exe: '',
    comm: 'swapper/0',
    fds,
  })
  addThreads(kernel, namespaces, root)
  return record
}

/** Executes the first program there is (init/main.c, kernel_init); its end is a panic. */
function runFirst(kernel: Kernel, facts: Facts, record: ProcessRecord, ramdisk: string): void {
  kernel.onInitEnd = (status) => {
    kernel.serial!.onSignal = () => {}
    kernel.scheduler.start(() => RESERVE.code.killedInit(kernel, facts, record.comm, status))
  }
  const tried = tryRun(kernel, facts, record, ramdisk)
  if (tried !== undefined)
    kernel.scheduler.start(() => RESERVE.code.runOther(kernel, facts, record, ramdisk, tried))
}

/** Starts a program as process 1; the error where it cannot be started. */
export function tryRun(kernel: Kernel, facts: Facts, record: ProcessRecord, path: string): Errno | undefined {
  const { args, env } = facts.parameters
  const argv = [path, ...args]
  kernel.log.print(`Run ${path} as init process`)
  try {
    begin(kernel, record, path, argv)
    record.env = new Map([['HOME', '/'], ['TERM', 'linux'], ...env])
    return undefined
  } catch (error) {
    if (isErrno(error)) return error.errno
    throw error
  }
}
