import { FsError } from '../base/errors.ts'
import { createRandom, type Random } from '../base/random.ts'
import type { Instant } from '../base/time.ts'
import type { OverlayWatch } from '../vfs/overlay/watched-fs.ts'
import { runProgram } from './begin.ts'
import { BlockDevices } from './block-devices.ts'
import type { BusDevice } from './bus-devices.ts'
import { createProcess } from './calls/process.ts'
import { ControlGroup, SMALL_PROGRAM } from './control-group.ts'
import { load } from './exec.ts'
import { hangUp } from './job-control.ts'
import { KernelLog } from './kernel-log.ts'
import type { KernelOptions } from './kernel-options.ts'
import { endProcess } from './lifecycle.ts'
import { Modules } from './modules.ts'
import { inodeKey, type Place } from './mounts.ts'
import { NamespaceFs } from './namespace-fs.ts'
import { NamespaceSettings } from './namespace-settings.ts'
import { FIRST_NUMBERS, type Namespaces, PidNamespace } from './namespaces.ts'
import { PacketWatch } from './net/journey.ts'
import { LinkWatch } from './net/link-watch.ts'
import { SoftInterrupts } from './net/soft-interrupts.ts'
import { NetNamespace } from './net/stack.ts'
import { UnixNames } from './net/unix/names.ts'
import type { UnixSocket } from './net/unix/socket.ts'
import { DescriptorTable, type OpenFile } from './open-file.ts'
import { Pipe } from './pipe.ts'
import type { Credentials, ExitCode, Process, WaitStatus } from './process.ts'
import { Exit, type ProcessRecord, viewOf } from './record.ts'
import { report } from './report.ts'
import { type ResourceLimits, SESSION_LIMITS } from './rlimits.ts'
import { Scheduler, type Task } from './scheduler.ts'
import { Services } from './services.ts'
import { sendSignal } from './signalling.ts'
import type { Signal } from './signals.ts'
import { DISK_OF_20_GB, Disk } from './space.ts'
import type { WindowSize } from './termios.ts'
import { type Terminals, Tty } from './tty.ts'
import { Channel, WaitQueue } from './waiting.ts'
import { lastName, realpath } from './walk.ts'

export interface NewProcess {
  readonly parent: ProcessRecord | undefined
  readonly namespaces: Namespaces
  readonly root: Place
  readonly cwd: Place
  readonly credentials: Credentials
  readonly env: ReadonlyMap<string, string>
  readonly argv: readonly string[]
  readonly exe: string
  readonly comm: string
  /** Default: the parent's. */
  readonly group?: ControlGroup
  readonly umask?: number
  /** Default: the parent's. */
  readonly limits?: ResourceLimits
  readonly oomScoreAdj?: number
  readonly fds?: DescriptorTable
  /** A session of its own, as after setsid(2). */
  readonly session?: boolean
  readonly terminal?: Tty
}

/** Longest list of processes (pid_max and memory would set it in life). */
const MAX_PROCESSES = 4096

/** The simulated kernel: processes, their namespaces, terminals, services behind sockets, time. */
export class Kernel {
  readonly scheduler = new Scheduler()
  readonly options: KernelOptions
  readonly pidNamespace = new PidNamespace(undefined, FIRST_NUMBERS.pid)
  readonly disk: Disk
  readonly settings = new NamespaceSettings()
  readonly blockDevices = new BlockDevices()
  /** What is on the buses of the machine. */
  readonly busDevices: BusDevice[] = []
  readonly modules = new Modules()
  readonly log = new KernelLog(() => this.scheduler.now)
  /** The serial line that is the console, where the machine was booted with one. */
  serial: Tty | undefined
  /** Hears of the end of the machine's first process. */
  onInitEnd: ((status: WaitStatus) => void) | undefined
  readonly rootGroup = new ControlGroup('/')
  /** Control groups by their paths. */
  readonly groups = new Map([['/', this.rootGroup]])
  readonly processes = new Map<number, ProcessRecord>()
  readonly references = new Map<OpenFile, number>()
  /** Terminals of the first devpts. A container has one of its own. */
  readonly ttys: Terminals = new Map()
  /** Terminals that somebody sits at. */
  readonly consoles = new Set<Tty>()
  readonly fifos = new Map<string, Pipe>()
  /** Hears what the mounted overlays are asked. */
  readonly overlays: OverlayWatch = { listener: undefined }
  readonly unixNames = new UnixNames()
  readonly services = new Services(this)
  private readonly randoms = new Map<string, Random>()
  private nextId = 1
  private nextNumber = 4026532177
  private nextPipe = 18304
  private mountNumber = 21
  private device = 64

  constructor(options: KernelOptions) {
    this.options = options
    this.disk = new Disk(options.disk ?? DISK_OF_20_GB)
    this.network = new NetNamespace(this, FIRST_NUMBERS.net)
  }

  /** Wall time of the simulated machine. */
  now(): Instant {
    return this.options.boot + BigInt(Math.round(this.scheduler.now))
  }
  random(purpose: string): Random {
    let random = this.randoms.get(purpose)
    if (!random) {
      random = createRandom(this.options.seed, purpose)
      this.randoms.set(purpose, random)
    }
    return random
  }
  /** Numbers of mounts, in the order of mounting. */
  readonly nextMountId = (): number => ++this.mountNumber
  /** Files of namespaces that are mounted. */
  readonly namespaceFiles = new NamespaceFs(() => this.now())
  /** Packets on their way. */
  readonly softInterrupts = new SoftInterrupts(this.scheduler)
  readonly linkWatch = new LinkWatch(this.scheduler)
  /** Those who follow packets on their way. */
  readonly packetWatch = new PacketWatch()
  /** The machine's own network namespace. */
  readonly network: NetNamespace
  /** Inode number of a new namespace, as `net:[4026531840]` shows it. */
  namespaceNumber(): number {
    return this.nextNumber++
  }
  /** The control group of a path, made when it is missing. */
  groupAt(path: string): ControlGroup {
    let group = this.groups.get(path)
    if (!group) {
      group = new ControlGroup(path)
      this.groups.set(path, group)
    }
    return group
  }
  /** Inode number of a new pipe or socket. */
  pipeNumber(): number {
    return this.nextPipe++
  }
  /** One more open file for an inode. The file system hears of the last one that goes. */
  readonly hold = (place: Place): (() => void) => {
    const key = inodeKey(place)
    this.opens.set(key, (this.opens.get(key) ?? 0) + 1)
    return () => {
      const left = this.opens.get(key)! - 1
      if (left > 0) this.opens.set(key, left)
      else {
        this.opens.delete(key)
        place.mount.fs.release(place.ino)
      }
    }
  }
  private readonly opens = new Map<string, number>()
  /** Number of a file system that is not on a disk (stat(2), st_dev). */
  readonly deviceNumber = (): number => ++this.device
  channel<T>(limit?: number): Channel<T> {
    return new Channel<T>(this.scheduler, limit)
  }
  pipe(): Pipe {
    return new Pipe(this.scheduler)
  }
  get running(): ProcessRecord | undefined {
    const { running } = this.scheduler
    return running && this.owners.get(running)
  }
  /** Weak: a task that was killed never comes to its end. */
  private readonly owners = new WeakMap<Task, ProcessRecord>()

  /** A process without a program yet. EAGAIN when there are too many. */
  createProcess(what: NewProcess): ProcessRecord {
    if (this.processes.size >= MAX_PROCESSES) throw new FsError('EAGAIN')
    const group = what.group ?? what.parent?.group ?? this.rootGroup
    const id = this.nextId++
    const { parent } = what
    const { seed } = this.options
    // Many processes, the kernel's own threads above all, never make a call.
    let random: Random | undefined
    let calls: Process | undefined
    const made = (): Process => createProcess(this, record)
    const record: ProcessRecord = {
      id,
      parent,
      children: new Set(),
      pgid: what.session || !parent ? id : parent.pgid,
      sid: what.session || !parent ? id : parent.sid,
      terminal: what.session || !parent ? what.terminal : parent.terminal,
      credentials: what.credentials,
      namespaces: what.namespaces,
      pidForChildren: undefined,
      group,
      root: what.root,
      cwd: what.cwd,
      umask: what.umask ?? 0o022,
      limits: what.limits ?? parent?.limits ?? SESSION_LIMITS,
      oomScoreAdj: what.oomScoreAdj ?? parent?.oomScoreAdj ?? 0,
      fds: what.fds ?? new DescriptorTable(this.references),
      env: new Map(what.env),
      argv: what.argv,
      exe: what.exe,
      comm: what.comm,
      dispositions: new Map(),
      pending: new Set(),
      tasks: new Set(),
      state: 'running',
      status: undefined,
      changed: false,
      childChanged: new WaitQueue(this.scheduler),
      started: this.scheduler.now,
      computed: 0,
      memory: SMALL_PROGRAM,
      get random() {
        random ??= createRandom(seed, `process ${id}`)
        return random
      },
      interrupt: undefined,
      onExit: new Set(),
      get calls() {
        calls ??= made()
        return calls
      },
    }
    this.processes.set(id, record)
    group.members.add(record)
    parent?.children.add(record)
    for (let ns: PidNamespace | undefined = what.namespaces.pid; ns; ns = ns.parent) ns.add(record)
    return record
  }

  /** Runs `body` as the program of a process; its result is the exit code. */
  run(record: ProcessRecord, body: (process: Process) => Promise<ExitCode>): void {
    this.task(record, async () => {
      let code: ExitCode
      try {
        code = await body(record.calls)
      } catch (error) {
        if (record.state === 'zombie') return
        code = error instanceof Exit ? error.code : await report(record, error)
      }
      endProcess(this, record, { kind: 'exited', code: code & 255 })
    })
  }

  /** One more thread of a process, as a service has for each request. */
  task(record: ProcessRecord, body: () => Promise<void>): void {
    const task = this.scheduler.start(async () => {
      try {
        await body()
      } finally {
        record.tasks.delete(task)
      }
    })
    this.owners.set(task, record)
    record.tasks.add(task)
  }

  /** Replaces the program of a process: its threads end, the new program starts. */
  replace(
    record: ProcessRecord,
    path: string,
    argv: readonly string[],
    env: ReadonlyMap<string, string>,
  ): void {
    const loaded = load(viewOf(record), path, argv, this.options.executables)
    for (const task of record.tasks) this.scheduler.kill(task)
    record.tasks.clear()
    record.fds.closeOnExec()
    record.env = new Map(env)
    record.memory = SMALL_PROGRAM
    record.credentials = loaded.credentials
    record.argv = loaded.argv
    record.exe = realpath(viewOf(record), path)
    record.comm = lastName(path)
    for (const [signal, action] of [...record.dispositions])
      if (action !== 'ignore') record.dispositions.delete(signal)
    runProgram(this, record, loaded.program)
  }

  signal(record: ProcessRecord, signal: Signal): void {
    sendSignal(this, record, signal)
  }
  /** Signals all members of a process group. */
  signalGroup(pgid: number, signal: Signal): void {
    for (const record of [...this.processes.values()])
      if (record.pgid === pgid && record.state !== 'zombie') sendSignal(this, record, signal)
  }

  /** A new pseudo-terminal; a console has a person in front of it. */
  openTty(size: WindowSize, console: boolean, terminals = this.ttys): Tty {
    let index = 0
    while (terminals.has(index)) index++
    const tty = new Tty(this.scheduler, index, size)
    tty.onSignal = (signal, group) => this.signalGroup(group, signal)
    tty.onHangUp = () => hangUp(this, tty)
    terminals.set(index, tty)
    if (console) this.consoles.add(tty)
    return tty
  }
  closeTty(tty: Tty, terminals = this.ttys): void {
    tty.hangUp()
    terminals.delete(tty.index)
    this.consoles.delete(tty)
    this.services.forget(tty)
  }

  /** All who sit at a terminal are asked for input, so nobody waits for the clock. */
  get waitsForInput(): boolean {
    if (this.consoles.size === 0) return false
    for (const tty of this.consoles) {
      if (!tty.starved) return false
      for (const source of this.services.fedBy(tty)) if (!source.starved) return false
    }
    return true
  }

  /** A process without a terminal feeds others, and all of them ask for input. */
  asksForInput(record: ProcessRecord): boolean {
    const sources = [...this.services.fedBy(record)]
    return sources.length > 0 && sources.every((source) => source.starved)
  }

  /** A socket gets the name of a file, which lives as long as it. EADDRINUSE. */
  bindFile(socket: UnixSocket, place: Place, key: string, name: string): void {
    this.unixNames.bind(key, socket)
    const free = this.hold(place)
    const { fs } = place.mount
    socket.bind({
      name,
      file: { ino: place.ino, dev: fs.dev },
      release: () => {
        this.unixNames.drop(key)
        free()
      },
    })
  }
}
