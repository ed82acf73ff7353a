import { bytesBody } from '../../../src/engine/base/body.ts'
import { FsError } from '../../../src/engine/base/errors.ts'
import { createRandom } from '../../../src/engine/base/random.ts'
import type { Fd, Pid, Process, Program, WaitStatus } from '../../../src/engine/kernel/process.ts'
import { defaultAction, type Signal } from '../../../src/engine/kernel/signals.ts'
import { S_IFDIR, S_IFREG } from '../../../src/engine/vfs/filesystem.ts'
import { createPipe, type Open, openNode, type Tty } from './descriptors.ts'
import { Files } from './files.ts'

interface Entry {
  readonly pid: Pid
  ppid: Pid
  pgid: Pid
  argv: readonly string[]
  env: Map<string, string>
  cwd: string
  mask: number
  fds: Map<Fd, { open: Open; cloexec: boolean }>
  handlers: Map<Signal, 'ignore' | (() => void)>
  status: WaitStatus | undefined
  reported: boolean
  frozen: Promise<void> | undefined
  thaw: () => void
  /** Ends sleeps and waits when a handled signal comes. */
  interrupt: (() => void) | undefined
}

class Exit {
  readonly code: number
  constructor(code: number) {
    this.code = code
  }
}

const NEVER = new Promise<never>(() => undefined)

/** A kernel just good enough for a shell: processes, pipes, files, one terminal. Programs are known by path. */
export class FakeKernel {
  readonly files = new Files()
  readonly programs = new Map<string, Program>()
  tty: Tty | undefined
  private readonly table = new Map<Pid, Entry>()
  private nextPid = 100
  private changed: (() => void)[] = []
  /** Simulated time, moved by sleeps. */
  time = 1_700_000_000_000_000_000n

  program(path: string, program: Program): void {
    this.files.file(path, `\u007fELF ${program.name}\0`, 0o755)
    this.programs.set(path, program)
  }
  private notify(): void {
    const list = this.changed
    this.changed = []
    for (const each of list) each()
  }
  private untilChange(): Promise<void> {
    return new Promise((resolve) => this.changed.push(resolve))
  }
  /** Runs a program as the first process. */
  async run(
    program: Program,
    argv: readonly string[],
    options: { env?: Record<string, string>; fds: Map<Fd, Open>; cwd?: string },
  ): Promise<WaitStatus> {
    const entry = this.create(undefined, argv)
    entry.env = new Map(Object.entries(options.env ?? {}))
    entry.cwd = options.cwd ?? '/'
    entry.fds = new Map([...options.fds].map(([fd, open]) => [fd, { open, cloexec: false }]))
    if (this.tty) this.tty.foreground = entry.pgid
    this.start(entry, (process) => program.run(process))
    while (!entry.status) await this.untilChange()
    return entry.status
  }
  private create(parent: Entry | undefined, argv: readonly string[]): Entry {
    const pid = this.nextPid++
    const entry: Entry = {
      pid,
      ppid: parent?.pid ?? 0,
      pgid: parent?.pgid ?? pid,
      argv,
      env: new Map(parent?.env),
      cwd: parent?.cwd ?? '/',
      mask: parent?.mask ?? 0o022,
      fds: new Map(),
      handlers: new Map([...(parent?.handlers ?? [])].filter(([, action]) => action === 'ignore')),
      status: undefined,
      reported: false,
      frozen: undefined,
      thaw: () => undefined,
      interrupt: undefined,
    }
    for (const [fd, { open, cloexec }] of parent?.fds ?? []) {
      open.refs++
      entry.fds.set(fd, { open, cloexec })
    }
    this.table.set(pid, entry)
    return entry
  }
  private start(entry: Entry, body: (process: Process) => Promise<number>): void {
    const run = async (): Promise<void> => {
      await Promise.resolve()
      try {
        const code = await body(this.facade(entry))
        this.finish(entry, { kind: 'exited', code })
      } catch (error) {
        if (error instanceof Exit) this.finish(entry, { kind: 'exited', code: error.code })
        else {
          this.crashes.push(error)
          this.finish(entry, { kind: 'exited', code: 70 })
        }
      }
    }
    void run()
  }
  /** Errors that programs let escape: bugs. */
  readonly crashes: unknown[] = []

  private finish(entry: Entry, status: WaitStatus): void {
    if (entry.status && entry.status.kind !== 'stopped') return
    entry.status = status
    entry.reported = false
    for (const fd of [...entry.fds.keys()]) this.close(entry, fd)
    this.notify()
  }
  private close(entry: Entry, fd: Fd): void {
    const held = entry.fds.get(fd)
    if (!held) throw new FsError('EBADF')
    entry.fds.delete(fd)
    if (--held.open.refs === 0) held.open.released()
  }
  signal(entry: Entry, signal: Signal): void {
    if (entry.status && entry.status.kind !== 'stopped') return
    if (signal === 'SIGCONT' && entry.status?.kind === 'stopped') {
      entry.status = undefined
      entry.thaw()
    }
    const action = signal === 'SIGKILL' || signal === 'SIGSTOP' ? undefined : entry.handlers.get(signal)
    if (action === 'ignore') return
    if (action) {
      action()
      entry.interrupt?.()
      return
    }
    const fallback = defaultAction(signal)
    if (fallback === 'terminate') this.finish(entry, { kind: 'signaled', signal })
    else if (fallback === 'stop') {
      entry.status = { kind: 'stopped', signal }
      entry.reported = false
      entry.frozen = new Promise((resolve) => {
        entry.thaw = () => {
          entry.frozen = undefined
          resolve()
        }
      })
      this.notify()
    }
  }
  signalGroup(pgid: Pid, signal: Signal): void {
    for (const entry of [...this.table.values()]) if (entry.pgid === pgid) this.signal(entry, signal)
  }
  private send(pid: Pid, signal: Signal | 0): void {
    const targets = [...this.table.values()].filter((each) =>
      pid < 0 ? each.pgid === -pid : each.pid === pid,
    )
    const alive = targets.filter((each) => !each.status || each.status.kind === 'stopped' || !each.reported)
    if (alive.length === 0) throw new FsError('ESRCH')
    if (signal !== 0) for (const each of alive) this.signal(each, signal)
  }
  private resolvePath(entry: Entry, path: string): string {
    return path.startsWith('/') ? path : `${entry.cwd}/${path}`
  }
  private lowest(entry: Entry, from = 0): Fd {
    let fd = from
    while (entry.fds.has(fd)) fd++
    return fd
  }
  private held(entry: Entry, fd: Fd): Open {
    const held = entry.fds.get(fd)
    if (!held) throw new FsError('EBADF')
    return held.open
  }
  /** After a blocking call: a dead process does not come back, a stopped one waits. */
  private async back<T>(entry: Entry, value: Promise<T>): Promise<T> {
    let result: T | undefined
    let failure: unknown
    try {
      result = await value
    } catch (error) {
      failure = error
    }
    while (entry.frozen) await entry.frozen
    if (entry.status) return NEVER
    if (failure instanceof FsError && failure.errno === 'EPIPE') {
      this.signal(entry, 'SIGPIPE')
      if (entry.status) return NEVER
    }
    if (failure !== undefined) throw failure
    return result as T
  }
  private programAt(path: string): { program: Program } | { interpreter: string[] } {
    const node = this.files.find(path)
    if (node.entries || (node.mode & 0o111) === 0) throw new FsError('EACCES')
    const program = this.programs.get(path)
    if (program) return { program }
    const text = new TextDecoder().decode(node.bytes)
    const shebang = /^#! *(\S+)(?: +(\S+))?/.exec(text)
    if (!shebang) throw new FsError('ENOEXEC')
    return { interpreter: [shebang[1]!, ...(shebang[2] ? [shebang[2]] : [])] }
  }
  private load(
    entry: Entry,
    path: string,
    argv: readonly string[],
  ): { program: Program; argv: readonly string[] } {
    const found = this.programAt(this.resolvePath(entry, path))
    if ('program' in found) return { program: found.program, argv }
    const inner = this.programAt(found.interpreter[0]!)
    if (!('program' in inner)) throw new FsError('ENOEXEC')
    return { program: inner.program, argv: [...found.interpreter, path, ...argv.slice(1)] }
  }

  private facade(entry: Entry): Process {
    const { files } = this
    const at = (path: string): string => this.resolvePath(entry, path)
    const install = (open: Open, fd: Fd, cloexec: boolean): Fd => {
      entry.fds.set(fd, { open, cloexec })
      return fd
    }
    const place = (child: Entry, options: { pgid?: Pid; foreground?: boolean }): void => {
      if (options.pgid !== undefined) child.pgid = options.pgid === 0 ? child.pid : options.pgid
      if (options.foreground && this.tty) this.tty.foreground = child.pgid
    }
    const partial: Partial<Process> = {
      pid: entry.pid,
      ppid: entry.ppid,
      argv: entry.argv,
      env: entry.env,
      credentials: { uid: 0, gid: 0, groups: [0] },
      random: createRandom('test', String(entry.pid)),
      cwd: () => entry.cwd,
      chdir: (path) => {
        const node = files.find(at(path))
        if (!node.entries) throw new FsError('ENOTDIR')
        entry.cwd = `/${files.parts(at(path)).join('/')}`
      },
      umask: (mask) => {
        const old = entry.mask
        if (mask !== undefined) entry.mask = mask
        return old
      },
      open: (path, flags, mode = 0o666) => {
        const full = at(path)
        const dup = /^\/dev\/fd\/(\d+)$/.exec(full)
        if (dup) {
          const open = this.held(entry, Number(dup[1]))
          open.refs++
          return install(open, this.lowest(entry), true)
        }
        if (full === '/dev/tty' && this.tty) return install(this.tty.open(), this.lowest(entry), true)
        const node =
          files.has(full) || !flags.create
            ? files.find(full)
            : files.add(full, S_IFREG | (mode & ~entry.mask))
        if (node.entries && flags.write) throw new FsError('EISDIR')
        if (flags.truncate) node.bytes = new Uint8Array(0)
        return install(openNode(node, flags), this.lowest(entry), flags.closeOnExec !== false)
      },
      close: (fd) => this.close(entry, fd),
      dup: (fd, atLeast = 0, closeOnExec = false) => {
        const open = this.held(entry, fd)
        open.refs++
        return install(open, this.lowest(entry, atLeast), closeOnExec)
      },
      dup2: (fd, as) => {
        const open = this.held(entry, fd)
        if (fd === as) return
        open.refs++
        if (entry.fds.has(as)) this.close(entry, as)
        install(open, as, false)
      },
      isOpen: (fd) => entry.fds.has(fd),
      pipe: () => {
        const pipe = createPipe()
        const read = install(pipe.read, this.lowest(entry), true)
        return { read, write: install(pipe.write, this.lowest(entry), true) }
      },
      read: (fd, max = 65536) => {
        const open = entry.fds.get(fd)?.open
        if (!open) return Promise.reject(new FsError('EBADF'))
        return this.back(entry, open.read(max))
      },
      write: (fd, data) => {
        const open = entry.fds.get(fd)?.open
        if (!open) return Promise.reject(new FsError('EBADF'))
        return this.back(entry, open.write(typeof data === 'string' ? new TextEncoder().encode(data) : data))
      },
      stat: (path) => files.stat(files.find(at(path))),
      lstat: (path) => files.stat(files.find(at(path))),
      exists: (path) => files.has(at(path)),
      access: (path, want) => {
        if (!files.has(at(path))) return false
        const { mode, entries } = files.find(at(path))
        return !want.execute || entries !== undefined || (mode & 0o111) !== 0
      },
      readdir: (path) => {
        const { entries } = files.find(at(path))
        if (!entries) throw new FsError('ENOTDIR')
        return [...entries]
          .map(([name, node]) => ({ name, ino: node.ino, type: node.mode & 0o170000 }))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
      },
      realpath: (path) => `/${files.parts(at(path)).join('/')}`,
      readFile: (path) => {
        const node = files.find(at(path))
        if (node.entries) throw new FsError('EISDIR')
        return bytesBody(node.bytes.slice())
      },
      writeFile: (path, content, mode = 0o644) => files.file(at(path), String(content), mode),
      mkdir: (path) => void files.add(at(path), S_IFDIR | 0o755),
      unlink: (path) => files.remove(at(path)),
      spawn: (options) => {
        const { program, argv } = this.load(entry, options.path, options.argv)
        const child = this.create(entry, argv)
        child.env = new Map(options.env ?? entry.env)
        for (const [fd, { cloexec }] of [...child.fds]) if (cloexec) this.close(child, fd)
        place(child, options)
        this.start(child, (process) => program.run(process))
        return child.pid
      },
      fork: (body, options = {}) => {
        const child = this.create(entry, entry.argv)
        place(child, options)
        this.start(child, body)
        return child.pid
      },
      exec: async (path, argv, env) => {
        const loaded = this.load(entry, path, argv)
        for (const [fd, { cloexec }] of [...entry.fds]) if (cloexec) this.close(entry, fd)
        for (const [signal, action] of entry.handlers) if (action !== 'ignore') entry.handlers.delete(signal)
        entry.argv = loaded.argv
        entry.env = new Map(env)
        this.start(entry, (process) => loaded.program.run(process))
        return NEVER
      },
      wait: async (pid, options = {}) => {
        for (;;) {
          const children = [...this.table.values()].filter(
            (each) => each.ppid === entry.pid && (pid === -1 || each.pid === pid),
          )
          if (children.length === 0) throw new FsError('ECHILD')
          const ready = children.find(
            (each) => each.status && !each.reported && (each.status.kind !== 'stopped' || options.untraced),
          )
          if (ready) {
            ready.reported = true
            if (ready.status!.kind !== 'stopped') this.table.delete(ready.pid)
            return this.back(entry, Promise.resolve({ pid: ready.pid, status: ready.status! }))
          }
          if (options.noHang) return undefined
          let interrupted = false
          const signal = new Promise<void>((resolve) => {
            entry.interrupt = () => {
              interrupted = true
              resolve()
            }
          })
          await this.back(entry, Promise.race([this.untilChange(), signal]))
          entry.interrupt = undefined
          if (interrupted) throw new FsError('EINTR')
        }
      },
      exit: (code) => {
        throw new Exit(code)
      },
      kill: (pid, signal) => this.send(pid, signal),
      onSignal: (signal, action) => {
        if (action === 'default') entry.handlers.delete(signal)
        else entry.handlers.set(signal, action)
      },
      getpgid: (pid = entry.pid) => this.table.get(pid)?.pgid ?? 0,
      setpgid: (pid, pgid) => {
        const target = this.table.get(pid || entry.pid)
        if (target) target.pgid = pgid || target.pid
      },
      isatty: (fd) => entry.fds.get(fd)?.open.tty !== undefined,
      readable: () => this.tty!.queued,
      windowSize: () => ({ columns: this.tty!.columns, rows: this.tty!.rows }),
      termios: () => ({ ...this.tty!.modes }) as never,
      setTermios: (_fd, change) => {
        Object.assign(this.tty!.modes, change)
      },
      foregroundGroup: () => this.tty!.foreground,
      setForegroundGroup: (_fd, pgid) => {
        this.tty!.foreground = pgid
      },
      notePrompt: () => {},
      noteCommand: () => {},
      noteLine: () => {},
      noteStatus: () => {},
      now: () => this.time,
      sleep: async (duration) => {
        const end = this.time + BigInt(duration)
        await this.back(entry, new Promise((resolve) => setTimeout(resolve, Math.min(20, duration / 1e7))))
        if (end > this.time) this.time = end
        return 'elapsed'
      },
      yield: () => this.back(entry, new Promise<void>((resolve) => setImmediate(resolve))),
      hostname: () => 'host',
      uname: () => ({ sysname: 'Linux', nodename: 'host', release: '6', version: '#1', machine: 'x86_64' }),
    }
    const dead = new Proxy(partial as Process, {
      get: (target, key) => {
        const value = Reflect.get(target, key)
        if (value === undefined) throw new Error(`the fake kernel has no ${String(key)}`)
        return value
      },
    })
    return dead
  }
}
