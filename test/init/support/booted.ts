import { type Body, bytesBody, textBody } from '../../../src/engine/base/body.ts'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Instant } from '../../../src/engine/base/time.ts'
import { systemdEntries } from '../../../src/engine/init/units/entries.ts'
import { ROOT } from '../../../src/engine/kernel/credentials.ts'
import { load } from '../../../src/engine/kernel/exec.ts'
import { Kernel } from '../../../src/engine/kernel/kernel.ts'
import { MountNamespace } from '../../../src/engine/kernel/mounts.ts'
import { FIRST_NUMBERS } from '../../../src/engine/kernel/namespaces.ts'
import type { PowerAction } from '../../../src/engine/kernel/platform.ts'
import { viewOf } from '../../../src/engine/kernel/record.ts'
import { Tty } from '../../../src/engine/kernel/tty.ts'
import { DEBIAN_STEPS } from '../../../src/engine/registry/catalog/debian.ts'
import { programBody } from '../../../src/engine/registry/recipe.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { layerTree } from '../../../src/engine/vfs/layer-tree.ts'
import { TreeFs } from '../../../src/engine/vfs/tree-fs.ts'
import { loadReserves } from '../../../src/engine/world/pc/reserves.ts'
import { EXECUTABLES } from '../../../src/engine/world/programs.ts'

await loadReserves()

const START: Instant = 1_795_312_800_000_000_000n
const SIZE = { columns: 80, rows: 24 }
const BOOT_UUID = '417f1df0-236d-42e9-a0b3-8e4a10679641'
const SWAP_UUID = 'b5dff2fa-1a61-4308-88da-2940019f1d06'

const FSTAB = `UUID=3a07c8fc-387f-4256-8797-560902a2b2e4 / ext4 errors=remount-ro 0 1
UUID=${BOOT_UUID} /boot ext4 defaults 0 2
UUID=${SWAP_UUID} none swap sw 0 0
`

export interface MachineOptions {
  readonly commandLine?: string
  /** Files by their paths without the first slash; null takes one away. */
  readonly files?: Readonly<Record<string, string | null>>
  readonly fstab?: string
  readonly links?: Readonly<Record<string, string>>
  /** Changes the root file system before it is mounted; `at` finds a folder of it. */
  readonly damage?: (fs: TreeFs, at: (path: string) => number) => void
}

/** First bytes of an ext4 or a swap area, with their names. */
function contents(kind: 'ext4' | 'swap', uuid: string, label: string): Body {
  const bytes = new Uint8Array(4096)
  const view = new DataView(bytes.buffer)
  const id = Uint8Array.from(uuid.replace(/-/g, '').match(/../g)!, (pair) => Number.parseInt(pair, 16))
  if (kind === 'ext4') {
    view.setUint16(1024 + 0x38, 0xef53, true)
    view.setUint32(1024 + 0x60, 0x2c0, true)
    bytes.set(id, 1024 + 0x68)
    bytes.set(encode(label), 1024 + 0x78)
  } else {
    bytes.set(id, 1036)
    bytes.set(encode(label), 1052)
    bytes.set(encode('SWAPSPACE2'), 4086)
  }
  return bytesBody(bytes)
}

/** An installed Debian whose kernel has just executed /sbin/init, with a person at its serial line. */
export class BootedMachine {
  readonly kernel: Kernel
  readonly powered: (PowerAction | 'hang')[] = []
  private screen = ''

  constructor({
    commandLine = 'ro console=ttyS0',
    files = {},
    fstab = FSTAB,
    links = {},
    damage,
  }: MachineOptions = {}) {
    this.kernel = new Kernel({
      seed: 'init',
      boot: START,
      executables: EXECUTABLES,
      release: '6.1.0-50-amd64',
      version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)',
      machine: 'x86_64',
      platform: {
        commandLine,
        memoryKiB: 983_752,
        usedKiB: 60_000,
        firmware: 'bios',
        serial: SIZE,
        driverIn: () => undefined,
        farewells: () => [],
        power: (action) => this.powered.push(action),
      },
    })
    const { kernel } = this
    kernel.serial = new Tty(kernel.scheduler, 0, SIZE, { major: 4, minor: 64 })
    kernel.consoles.add(kernel.serial)
    kernel.serial.onOutput = (bytes) => {
      this.screen += decode(bytes)
    }
    void kernel.modules.load(kernel, { name: 'ext4', size: 1, uses: [] })
    kernel.log.consoleLevel = commandLine.includes('quiet') ? 4 : 7
    kernel.log.onConsole = (line) => {
      this.screen += `${line}\r\n`
    }
    const root = new TreeFs({ type: 'ext4', dev: 0x802, tree: layerTree(entries({ files, fstab, links })) })
    damage?.(root, (path) => path.split('/').reduce((ino, name) => root.lookup(ino, name), root.root))
    const boot = new TreeFs({ type: 'ext4', dev: 0x801 })
    const device = (name: string, minor: number, what: { fs?: TreeFs; body: Body; partition?: number }) => {
      kernel.blockDevices.add({
        name,
        major: 8,
        minor,
        sectors: 395264,
        ...(what.partition !== undefined
          ? { partition: what.partition, disk: 'sda', start: 2048 }
          : { model: 'QEMU HARDDISK' }),
        filesystem: () => what.fs,
        content: () => what.body,
      })
    }
    device('sda', 0, { body: bytesBody(new Uint8Array(4096)) })
    device('sda1', 1, { fs: boot, body: contents('ext4', BOOT_UUID, 'boot'), partition: 1 })
    device('sda2', 2, {
      fs: root,
      body: contents('ext4', '3a07c8fc-387f-4256-8797-560902a2b2e4', 'root'),
      partition: 2,
    })
    device('sda3', 3, { body: contents('swap', SWAP_UUID, 'swap'), partition: 3 })
    const mount = new MountNamespace(
      { fs: root, root: root.root, source: '/dev/sda2', options: [], readOnly: true },
      kernel.nextMountId,
      FIRST_NUMBERS.mnt,
    )
    mount.root.superblock.readOnly = true
    const place = { mount: mount.root, ino: root.root }
    const record = kernel.createProcess({
      parent: undefined,
      namespaces: {
        mount,
        pid: kernel.pidNamespace,
        uts: { number: 1, hostname: '(none)' },
        cgroup: { number: 2, root: kernel.rootGroup },
        net: kernel.network,
        ipc: 4,
        user: 5,
        time: 6,
      },
      root: place,
      cwd: place,
      credentials: ROOT,
      env: new Map([['PATH', '/usr/sbin:/usr/bin:/sbin:/bin']]),
      argv: ['/sbin/init'],
      exe: '/sbin/init',
      comm: 'systemd',
      session: true,
    })
    const { calls } = record
    const flags = ['nosuid', 'nodev', 'noexec']
    calls.mount({ kind: 'new', type: 'sysfs', source: 'sysfs', target: '/sys', flags })
    calls.mount({ kind: 'new', type: 'proc', source: 'proc', target: '/proc', flags })
    calls.mount({ kind: 'new', type: 'devtmpfs', source: 'udev', target: '/dev', flags: ['nosuid'] })
    calls.mkdir('/dev/pts')
    calls.mount({
      kind: 'new',
      type: 'devpts',
      source: 'devpts',
      target: '/dev/pts',
      flags: ['nosuid', 'noexec'],
      data: 'gid=5,mode=620',
    })
    calls.mount({
      kind: 'new',
      type: 'tmpfs',
      source: 'tmpfs',
      target: '/run',
      flags,
      data: 'size=10%,mode=0755',
    })
    for (const fd of [0, 1, 2])
      if (calls.open('/dev/console', { read: true, write: true, closeOnExec: false }) !== fd)
        throw new Error('descriptors')
    const loaded = load(viewOf(record), '/sbin/init', ['/sbin/init'], kernel.options.executables)
    kernel.run(record, (process) => loaded.program.run(process))
  }

  /** What the console has shown, without escape sequences. */
  get shown(): string {
    return this.screen
      .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
      .replace(/\x1b/g, '')
      .replace(/\r/g, '')
  }

  /** Runs until somebody is asked for input or nothing is left to do; waits cost nothing. */
  async settle(limit = 2_000_000): Promise<void> {
    const { scheduler } = this.kernel
    for (let left = limit; left > 0; left -= 1000) {
      if (this.powered.length > 0) return
      if (!(await scheduler.run(1000))) continue
      if (scheduler.untilNext() === undefined || this.kernel.waitsForInput) return
      scheduler.advance()
    }
    throw new Error(`never quiet:\n${this.shown.slice(-2000)}`)
  }

  /** Types a line, and gives what came after it. */
  async type(line: string): Promise<string> {
    const before = this.shown.length
    this.kernel.serial!.input(encode(`${line}\n`))
    await this.settle()
    return this.shown.slice(before)
  }

  async login(): Promise<void> {
    await this.settle()
    await this.type('root')
    await this.type('root')
  }
}

function entries({
  files,
  fstab,
  links,
}: Required<Pick<MachineOptions, 'files' | 'fstab' | 'links'>>): LayerEntry[] {
  const owner = { uid: 0, gid: 0, mtime: START }
  const file = (path: string, text: string, mode = 0o644): LayerEntry => ({
    kind: 'file',
    path,
    body: textBody(text),
    mode,
    ...owner,
  })
  const program = (path: string, name: string): LayerEntry => ({
    kind: 'file',
    path,
    body: programBody(name, 'amd64'),
    mode: 0o755,
    ...owner,
  })
  const all = [
    ...DEBIAN_STEPS.flatMap((step) => step.layer?.entries() ?? []),
    ...systemdEntries(START),
    ...['grep', 'ps', 'free', 'findmnt', 'ip'].map((name) => program(`usr/bin/${name}`, name)),
    file('etc/hostname', 'debian\n'),
    file('etc/machine-id', '68e7de85d8e047aab9694d4ccd76cf46\n'),
    file('etc/issue', 'Debian GNU/Linux 12 \\n \\l\n\n'),
    file('etc/fstab', fstab),
    file('etc/shadow', `root:${HASH}:20000:0:99999:7:::\n`, 0o640),
    file('root/.bashrc', "PS1='root@debian:~# '\n"),
    file('root/.profile', '. /root/.bashrc\n'),
    ...Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [file(path, text)])),
    ...Object.entries(links).map(
      ([path, target]): LayerEntry => ({ kind: 'symlink', path, target, mode: 0o777, ...owner }),
    ),
  ]
  return all.filter(({ path }) => files[path] !== null)
}

/** Of the password `root` (openssl passwd -6). */
const HASH =
  '$6$rounds=1000$strata$K8I.z.3VLxXEik4zTmYuFy6QqPZ2KowPHgM/YnxarocNJw2jUUPPrpdUNhClIq0rsvWLNry..otVsRXNuBnJ90'
