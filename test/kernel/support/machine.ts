import { decode } from '../../../src/engine/base/text.ts'
import type { Instant } from '../../../src/engine/base/time.ts'
import { ROOT } from '../../../src/engine/kernel/credentials.ts'
import { TtyFile } from '../../../src/engine/kernel/files.ts'
import { Kernel } from '../../../src/engine/kernel/kernel.ts'
import { MountNamespace, type Place } from '../../../src/engine/kernel/mounts.ts'
import { FIRST_NUMBERS, type Namespaces, PidNamespace } from '../../../src/engine/kernel/namespaces.ts'
import { DescriptorTable } from '../../../src/engine/kernel/open-file.ts'
import { procFs } from '../../../src/engine/kernel/proc/proc-fs.ts'
import type { ExitCode, Process, Program } from '../../../src/engine/kernel/process.ts'
import type { ProcessRecord } from '../../../src/engine/kernel/record.ts'
import type { Tty } from '../../../src/engine/kernel/tty.ts'
import { resolve } from '../../../src/engine/kernel/walk.ts'
import { S_IFCHR } from '../../../src/engine/vfs/filesystem.ts'
import { TreeFs } from '../../../src/engine/vfs/tree-fs.ts'

export const BOOT: Instant = 1_700_000_000_000_000_000n

type Body = (process: Process) => Promise<ExitCode | undefined | void>

/** A kernel with an empty root in memory, process 1 that does nothing, /proc and a few devices. */
export class Machine {
  readonly kernel: Kernel
  readonly fs = new TreeFs({ type: 'ext4', dev: 0x801 })
  readonly mounts: MountNamespace
  readonly root: Place
  readonly init: ProcessRecord
  readonly namespaces: Namespaces
  /** Programs by the text of their file. */
  private readonly programs = new Map<string, Program>()

  constructor() {
    this.kernel = new Kernel({
      seed: 'test',
      boot: BOOT,
      executables: {
        identify: (body) => this.programs.get(decode(body.read(0, 64))),
        interpreter: () => undefined,
      },
      release: '6.1.0',
      version: '#1',
      machine: 'x86_64',
    })
    this.mounts = new MountNamespace(
      { fs: this.fs, root: this.fs.root, source: '/dev/sda1', options: [], readOnly: false },
      this.kernel.nextMountId,
      FIRST_NUMBERS.mnt,
    )
    this.root = { mount: this.mounts.root, ino: this.fs.root }
    this.namespaces = {
      mount: this.mounts,
      pid: this.kernel.pidNamespace,
      uts: { number: FIRST_NUMBERS.uts, hostname: 'machine' },
      cgroup: { number: FIRST_NUMBERS.cgroup, root: this.kernel.rootGroup },
      net: this.kernel.network,
      ipc: FIRST_NUMBERS.ipc,
      user: FIRST_NUMBERS.user,
      time: FIRST_NUMBERS.time,
    }
    this.init = this.process({ argv: ['init'], session: true })
    const { calls } = this.init
    for (const name of ['proc', 'dev', 'bin', 'tmp']) calls.mkdir(`/${name}`, 0o755)
    this.init.calls.chmod('/tmp', 0o1777)
    calls.mknod('/dev/null', S_IFCHR, { major: 1, minor: 3 }, 0o666)
    calls.mknod('/dev/zero', S_IFCHR, { major: 1, minor: 5 }, 0o666)
    calls.mknod('/dev/full', S_IFCHR, { major: 1, minor: 7 }, 0o666)
    calls.mknod('/dev/tty', S_IFCHR, { major: 5, minor: 0 }, 0o666)
    calls.symlink('/proc/self/fd', '/dev/fd')
    this.mount('/proc', procFs(this.kernel, this.kernel.pidNamespace))
  }

  mount(path: string, fs: MountNamespace['root']['fs'], readOnly = false): void {
    const at = resolve({ namespace: this.mounts, root: this.root, cwd: this.root, credentials: ROOT }, path)
    this.mounts.mount(at, path, { fs, root: fs.root, source: fs.type, options: [], readOnly })
  }

  /** A process without a program. */
  process(
    what: {
      argv?: readonly string[]
      parent?: ProcessRecord
      session?: boolean
      terminal?: Tty
      pid?: PidNamespace
      uid?: number
    } = {},
  ): ProcessRecord {
    const fds = new DescriptorTable(this.kernel.references)
    if (what.terminal) for (const fd of [0, 1, 2]) fds.set(fd, new TtyFile(what.terminal), false)
    const uid = what.uid ?? 0
    const record = this.kernel.createProcess({
      parent: what.parent ?? this.init,
      namespaces: what.pid ? { ...this.namespaces, pid: what.pid } : this.namespaces,
      root: this.root,
      cwd: this.root,
      credentials: uid === 0 ? ROOT : { uid, gid: uid, groups: [uid] },
      env: new Map(),
      argv: what.argv ?? ['test'],
      exe: '/bin/test',
      comm: what.argv?.[0] ?? 'test',
      fds,
      session: what.session ?? true,
      ...(what.terminal && { terminal: what.terminal }),
    })
    if (what.terminal) {
      what.terminal.session = record.id
      what.terminal.foreground = record.id
    }
    return record
  }

  /** Starts an inline program. */
  start(body: Body, record = this.process()): ProcessRecord {
    this.kernel.run(record, async (process) => (await body(process)) ?? 0)
    return record
  }

  /** Runs until nothing is left to do, simulated waits included; failures inside programs are thrown here. */
  async settle(steps = 1_000_000): Promise<void> {
    const { scheduler } = this.kernel
    for (;;) {
      if (!(await scheduler.run(steps))) continue
      if (scheduler.untilNext() === undefined) return
      scheduler.advance()
    }
  }

  /** Runs an inline program to its end and returns its result. */
  async run<T>(body: (process: Process) => Promise<T>, record = this.process()): Promise<T> {
    let outcome: { value: T } | { error: unknown } | undefined
    this.kernel.run(record, async (process) => {
      try {
        outcome = { value: await body(process) }
      } catch (error) {
        outcome = { error }
      }
      return 0
    })
    await this.settle()
    if (outcome === undefined) throw new Error('the program never came to its end')
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  /** Puts an executable at a path. */
  install(path: string, body: Body): void {
    const name = `program ${path}`
    this.programs.set(name, { name, run: async (process) => (await body(process)) ?? 0 })
    this.init.calls.writeFile(path, name)
    this.init.calls.chmod(path, 0o755)
  }

  /** A terminal whose output is collected as text. */
  terminal(): { tty: Tty; shown: () => string; type: (text: string) => void } {
    const tty = this.kernel.openTty({ columns: 80, rows: 24 }, true)
    const chunks: Uint8Array[] = []
    tty.onOutput = (bytes) => chunks.push(bytes.slice())
    return {
      tty,
      shown: () => decode(Buffer.concat(chunks)),
      type: (text) => tty.input(new TextEncoder().encode(text)),
    }
  }

  /** A process namespace below the first one. */
  pidNamespace(): PidNamespace {
    return new PidNamespace(this.kernel.pidNamespace)
  }
}

/** All bytes until the end, as text. */
export async function readAll(process: Process, fd: number): Promise<string> {
  const parts: Uint8Array[] = []
  for (;;) {
    const bytes = await process.read(fd)
    if (bytes.length === 0) return decode(Buffer.concat(parts))
    parts.push(bytes.slice())
  }
}
