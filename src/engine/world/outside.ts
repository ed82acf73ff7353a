import { FsError, isErrno } from '../base/errors.ts'
import { concatBytes } from '../base/text.ts'
import { begin } from '../kernel/begin.ts'
import { ROOT } from '../kernel/credentials.ts'
import { TtyFile } from '../kernel/files.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Place } from '../kernel/mounts.ts'
import { type Namespaces, PidNamespace } from '../kernel/namespaces.ts'
import { DescriptorTable } from '../kernel/open-file.ts'
import type { ExitCode, Process } from '../kernel/process.ts'
import { type ProcessRecord, viewOf } from '../kernel/record.ts'
import { exitStatus } from '../kernel/signals.ts'
import type { Tty } from '../kernel/tty.ts'
import { lastName, resolve } from '../kernel/walk.ts'
import { PAGE_SOCKET, type PageRequest } from '../strata/page.ts'
import type { Job, JobOptions, Launched, TerminalHandle, World } from '../world.ts'
import { PATH } from './host.ts'
import { CapturedFile, FedFile, SourceFile } from './job-files.ts'

/** A host as those outside of it find it: they start programs in its namespaces, as children of its process 1. */
export interface Within {
  readonly kernel: Kernel
  readonly init: ProcessRecord | undefined
  readonly namespaces: Namespaces
  readonly root: Place
}

/** Whose session a program from outside begins. */
export interface Account {
  readonly home: string
  /** Variables of a login shell beyond PATH, HOME, USER, SHELL, TERM. */
  readonly env?: Readonly<Record<string, string>>
}

/** What whoever holds a host from outside does on it: terminals, jobs, files. */
export class Outside {
  /** Not in the host's process table: nobody there started it. */
  readonly administrator: ProcessRecord
  /** Shells of the terminals that are open. */
  readonly shells = new Set<ProcessRecord>()
  private readonly kernel: Kernel
  private readonly within: () => Within
  private readonly account: Account

  /** `within`: asked anew each time, since a host's root may change. */
  constructor(within: () => Within, account: Account) {
    const { kernel, namespaces, root } = within()
    this.kernel = kernel
    this.within = within
    this.account = account
    this.administrator = kernel.createProcess({
      parent: undefined,
      namespaces: { ...namespaces, pid: new PidNamespace(undefined) },
      root,
      cwd: root,
      credentials: ROOT,
      env: this.environment(false),
      argv: ['admin'],
      exe: '',
      comm: 'admin',
    })
  }

  /** The host as its administrator sees it. */
  get admin(): Process {
    const { namespaces, root } = this.within()
    const { administrator } = this
    if (administrator.root !== root) {
      administrator.root = root
      administrator.cwd = root
      administrator.namespaces = { ...namespaces, pid: administrator.namespaces.pid }
    }
    return administrator.calls
  }

  onPage(answer: Parameters<World['onPage']>[0]): void {
    this.kernel.services.listenHidden(PAGE_SOCKET, this.administrator, async (request) =>
      answer(request as PageRequest),
    )
  }

  private environment(terminal: boolean): Map<string, string> {
    return new Map([
      ['SHELL', '/bin/bash'],
      ['HOME', this.account.home],
      ['LOGNAME', 'root'],
      ['USER', 'root'],
      ['LANG', 'C.UTF-8'],
      ...(terminal ? [['TERM', 'xterm-256color'] as const] : []),
      ['PATH', PATH],
      ...Object.entries(this.account.env ?? {}),
    ])
  }

  private prepare(
    argv: readonly string[],
    env: ReadonlyMap<string, string>,
    cwd: string,
    fds: DescriptorTable,
    terminal?: Tty,
  ): ProcessRecord {
    const { kernel, init, namespaces, root } = this.within()
    const record = kernel.createProcess({
      parent: init,
      namespaces,
      root,
      cwd: root,
      credentials: ROOT,
      env,
      argv,
      exe: '',
      comm: 'login',
      fds,
      session: true,
      group: kernel.groupAt('/user.slice/user-0.slice/session-1.scope'),
      ...(terminal && { terminal }),
    })
    record.cwd = resolve(viewOf(record), cwd)
    if (terminal) {
      terminal.session = record.id
      terminal.foreground = record.id
    }
    return record
  }

  /** The login shell, or what login(1) says where there is none. */
  private login(record: ProcessRecord): void {
    try {
      begin(this.kernel, record, '/bin/bash', ['-bash'])
    } catch (error) {
      if (!isErrno(error)) throw error
      this.kernel.run(record, async (process) => {
        await process.write(2, `-bash: /bin/bash: ${error.message}\n`)
        return 1
      })
    }
  }

  private onTerminal(tty: Tty): DescriptorTable {
    const fds = new DescriptorTable(this.kernel.references)
    const file = new TtyFile(tty)
    for (const fd of [0, 1, 2]) fds.set(fd, file, false)
    return fds
  }

  openTerminal(size: { columns: number; rows: number }): TerminalHandle {
    const { kernel, shells } = this
    const tty = kernel.openTty(size, true)
    // As whoever shows UTF-8 sets it.
    tty.setTermios({ iutf8: true })
    const record = this.prepare(
      ['-bash'],
      this.environment(true),
      this.account.home,
      this.onTerminal(tty),
      tty,
    )
    this.login(record)
    shells.add(record)
    record.onExit.add(() => shells.delete(record))
    return {
      id: `pts/${tty.index}`,
      input: (bytes) => tty.input(bytes),
      resize: (to) => tty.resize(to),
      onOutput: (listener) => {
        tty.onOutput = listener
      },
      onCommand: (listener) => {
        tty.onCommand = listener
      },
      onStatus: (listener) => {
        tty.onStatus = listener
      },
      close: () => kernel.closeTty(tty),
      get atPrompt() {
        return tty.starved && tty.foreground === record.pgid
      },
      get over() {
        return record.state === 'zombie'
      },
    }
  }

  start(command: JobOptions): Job {
    const { kernel } = this
    const env = command.env ?? this.environment(command.terminal !== undefined)
    const out = new CapturedFile()
    const err = new CapturedFile()
    const tty = command.terminal && kernel.openTty(command.terminal, true)
    const fds = tty ? this.onTerminal(tty) : new DescriptorTable(kernel.references)
    if (tty) tty.onOutput = (bytes) => out.add(bytes)
    else {
      fds.set(0, new SourceFile(command.stdin ?? new Uint8Array(0)), false)
      fds.set(1, out, false)
      fds.set(2, err, false)
    }
    const record = this.prepare(command.argv, env, command.cwd ?? this.account.home, fds, tty)
    const name = command.argv[0]!
    const candidates = name.includes('/')
      ? [name]
      : (env.get('PATH') ?? PATH).split(':').map((directory) => `${directory}/${name}`)
    const path = candidates.find((candidate) => this.admin.access(candidate, { execute: true }))
    if (path === undefined) throw new FsError('ENOENT')
    begin(kernel, record, path, command.argv)
    return {
      get exitCode() {
        if (record.state !== 'zombie') return undefined
        const status = record.status!
        return exitStatus(status)
      },
      get stdout() {
        return concatBytes(out.chunks)
      },
      get stderr() {
        return concatBytes(err.chunks)
      },
      input: (bytes) => tty?.input(bytes),
      close: () => tty && kernel.closeTty(tty),
    }
  }

  launch(name: string, program: (process: Process) => Promise<ExitCode>): Launched {
    const { kernel } = this
    const stdin = new FedFile(kernel.scheduler)
    const fds = new DescriptorTable(kernel.references)
    fds.set(0, stdin, false)
    const record = this.prepare([name], this.environment(false), '/', fds)
    record.exe = name
    record.comm = lastName(name)
    kernel.run(record, program)
    return {
      feed: (bytes) => stdin.feed(bytes),
      endInput: () => stdin.end(),
      kill: () => kernel.signalGroup(record.pgid, 'SIGKILL'),
      get asksForInput() {
        return kernel.asksForInput(record)
      },
    }
  }
}
