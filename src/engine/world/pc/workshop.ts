import { concatBytes, decode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import type { Disk } from '../../boot/disk/disk.ts'
import { emptyNvram } from '../../boot/firmware/nvram.ts'
import { variablesOf } from '../../boot/firmware/variables.ts'
import { addDisk } from '../../boot/start/disk-device.ts'
import { driversOf } from '../../boot/start/drivers.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { firstNamespaces } from '../../kernel/first-namespaces.ts'
import { Kernel } from '../../kernel/kernel.ts'
import { MountNamespace, type Place } from '../../kernel/mounts.ts'
import { FIRST_NUMBERS } from '../../kernel/namespaces.ts'
import { DescriptorTable } from '../../kernel/open-file.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { resolve } from '../../kernel/walk.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import { PATH } from '../host.ts'
import { CapturedFile, SourceFile } from '../job-files.ts'
import { EXECUTABLES } from '../programs.ts'
import { loadReserves } from './reserves.ts'
import { RELEASE, VERSION } from './root-files.ts'

/** A disk's own system with its file systems mounted, and nothing running: for changes between two boots. */
export class Workshop {
  private readonly kernel: Kernel
  private readonly record: ProcessRecord

  /** `root`: the tree at `/`, from the disk or not. Other file systems of the disk are mounted where they belong. */
  constructor(disk: Disk, root: TreeFs, firmware: 'bios' | 'uefi', clock: Instant, nvram = emptyNvram()) {
    this.kernel = new Kernel({
      seed: 'workshop',
      boot: clock,
      executables: EXECUTABLES,
      release: RELEASE,
      version: VERSION,
      machine: 'x86_64',
      platform: {
        commandLine: '',
        memoryKiB: 1_000_000,
        usedKiB: 100_000,
        firmware,
        serial: { columns: 80, rows: 24 },
        driverIn: driversOf(disk),
        variables: firmware === 'uefi' ? variablesOf(nvram, disk, nvram.secureBoot === true) : undefined,
        farewells: () => [],
        power: () => {},
      },
    })
    this.record = this.enter(root)
    addDisk(this.kernel, disk)
  }

  private enter(root: TreeFs): ProcessRecord {
    const { kernel } = this
    const mount = new MountNamespace(
      { fs: root, root: root.root, source: '/dev/root', options: [], readOnly: false },
      kernel.nextMountId,
      FIRST_NUMBERS.mnt,
    )
    const place: Place = { mount: mount.root, ino: root.root }
    return kernel.createProcess({
      parent: undefined,
      namespaces: firstNamespaces(kernel, mount, 'debian'),
      root: place,
      cwd: place,
      credentials: ROOT,
      env: new Map([
        ['PATH', PATH],
        ['HOME', '/root'],
      ]),
      argv: ['workshop'],
      exe: '',
      comm: 'workshop',
      session: true,
    })
  }

  /** Mounts what a running system has, and the disk's partitions at their places: `/boot` → its number. */
  async mountAll(
    partitions: readonly (readonly [path: string, number: number, type: string])[],
  ): Promise<void> {
    await loadReserves()
    const { kernel, record } = this
    for (const name of ['ext4', 'vfat']) await kernel.modules.load(kernel, { name, size: 0, uses: [] })
    const { calls } = record
    for (const [path, type] of [
      ['/proc', 'proc'],
      ['/sys', 'sysfs'],
      ['/dev', 'devtmpfs'],
      ['/run', 'tmpfs'],
    ] as const)
      calls.mount({ kind: 'new', type, source: type, target: path })
    if (kernel.options.platform!.variables)
      calls.mount({
        kind: 'new',
        type: 'efivarfs',
        source: 'efivarfs',
        target: '/sys/firmware/efi/efivars',
      })
    for (const [target, number, type] of partitions)
      calls.mount({ kind: 'new', type, source: `/dev/sda${number}`, target })
  }

  /** Mounts a tree that is not of the disk. */
  attach(path: string, fs: TreeFs): void {
    const { namespaces, root } = this.record
    const at = resolve({ namespace: namespaces.mount, root, cwd: root, credentials: ROOT }, path)
    namespaces.mount.mount(at, path, { fs, root: fs.root, source: 'tmpfs', options: [], readOnly: false })
  }

  /** Runs a line with a shell; what it wrote and how it ended. Commands wait for nothing but simulated time. */
  async run(line: string, shell = '/bin/bash', cwd = '/'): Promise<{ output: string; code: number }> {
    await loadReserves()
    const { kernel, record } = this
    const out = new CapturedFile()
    const fds = new DescriptorTable(kernel.references)
    fds.set(0, new SourceFile(new Uint8Array(0)), false)
    fds.set(1, out, false)
    fds.set(2, out, false)
    const child = kernel.createProcess({
      parent: record,
      namespaces: record.namespaces,
      root: record.root,
      cwd: record.root,
      credentials: ROOT,
      env: record.env,
      argv: [shell],
      exe: shell,
      comm: 'sh',
      fds,
      session: true,
    })
    child.calls.chdir(cwd)
    kernel.run(child, (process) => process.exec(shell, [shell, '-c', line], process.env))
    for (;;) {
      await kernel.scheduler.run(1_000_000)
      if (child.state === 'zombie' || kernel.scheduler.untilNext() === undefined) break
      kernel.scheduler.advance()
    }
    const code = child.status ? exitStatus(child.status) : 1
    return { output: decode(concatBytes(out.chunks)), code }
  }

  /** Unmounts what is mounted from the disk: it is clean again. */
  leave(): void {
    const { calls, namespaces } = this.record
    for (const mount of [...namespaces.mount.mounts].reverse())
      if (mount.source.startsWith('/dev/sda')) calls.umount(mount.path, { detach: true })
  }
}
