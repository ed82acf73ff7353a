import type { Body } from '../base/body.ts'
import type { HttpAddress, HttpRequest, HttpResponse } from '../base/http.ts'
import type { Random } from '../base/random.ts'
import type { Instant, Nanoseconds } from '../base/time.ts'
import type { Stat } from '../vfs/filesystem.ts'
import type { Capability } from './capabilities.ts'
import type { EditedLine } from './edited-line.ts'
import type { LogRecord } from './kernel-log.ts'
import type { NamespaceKind } from './namespaces.ts'
import type { NetCalls } from './net/calls.ts'
import type { PowerAction } from './platform.ts'
import type { Resource, ResourceLimit } from './rlimits.ts'
import type { Signal } from './signals.ts'
import type { Termios, WindowSize } from './termios.ts'

export type Fd = number
export type Pid = number
/** Exit status 0…255. */
export type ExitCode = number

/** A program known to the world. Its name is what the note section of its executable says. */
export interface Program {
  readonly name: string
  /** What loading it takes on the machine's clock, where that shows. Default: nothing. */
  readonly startup?: Nanoseconds
  run(process: Process): Promise<ExitCode>
}

export interface OpenFlags {
  readonly read?: boolean
  readonly write?: boolean
  readonly append?: boolean
  readonly create?: boolean
  readonly exclusive?: boolean
  readonly truncate?: boolean
  readonly directory?: boolean
  readonly noFollow?: boolean
  /** Not inherited by a spawned program. Default true for `open`, as every careful program does. */
  readonly closeOnExec?: boolean
}

/** How a child ended, as wait(2) tells. */
export type WaitStatus =
  | { readonly kind: 'exited'; readonly code: ExitCode }
  | { readonly kind: 'signaled'; readonly signal: Signal }
  | { readonly kind: 'stopped'; readonly signal: Signal }

/** posix_spawn(3): fork and exec in one, as a shell's or a daemon's child starts. */
export interface SpawnOptions {
  /** Path of the executable, already found (no PATH search). */
  readonly path: string
  readonly argv: readonly string[]
  readonly env?: ReadonlyMap<string, string>
  readonly cwd?: string
  /** What the child's descriptors are: child fd → own fd. Others are inherited unless close-on-exec. */
  readonly fds?: ReadonlyMap<Fd, Fd>
  /** 0: a new group led by the child; a number: join it; absent: the parent's. */
  readonly pgid?: Pid
  /** Make the group the terminal's foreground group before the program starts. */
  readonly foreground?: boolean
}

export interface DirectoryEntry {
  readonly name: string
  readonly ino: number
  /** S_IFMT bits. */
  readonly type: number
}

/** Who a process acts as. */
export interface Credentials {
  /** Effective user and group. */
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** Who started it, where a set-user-ID or set-group-ID program made it another. */
  readonly real?: { readonly uid: number; readonly gid: number } | undefined
  /** The capabilities that it may ever have; absent: all. */
  readonly bounding?: ReadonlySet<Capability> | undefined
  /** No program that it executes gives it more (prctl(2), PR_SET_NO_NEW_PRIVS). */
  readonly noNewPrivileges?: boolean
  /** No seccomp filter, though its capabilities are bounded. */
  readonly unfiltered?: boolean
}

/** What mount(2) is to do. */
export interface MountRequest {
  readonly kind: 'new' | 'bind' | 'move' | 'remount'
  /** What is mounted: a directory, a device, or a name for what has none. */
  readonly source?: string
  readonly target: string
  /** Type of a new file system. */
  readonly type?: string
  /** Flags of the mount: `nosuid`, `nodev`, `noexec`, `noatime`, `nodiratime`, `strictatime`. */
  readonly flags?: readonly string[]
  readonly readOnly?: boolean
  /** A bind with all mounts below it; a remount of this mount alone. */
  readonly recursive?: boolean
  readonly bind?: boolean
  /** Options of the file system, separated by commas. */
  readonly data?: string
}

/** What statfs(2) tells of a file system. Sizes in blocks. */
export interface FilesystemStatus {
  readonly type: string
  readonly blockSize: number
  readonly blocks: number
  readonly free: number
  /** Free for those who are not root. */
  readonly available: number
  /** Inodes; 0 where the file system does not count them. */
  readonly files: number
  readonly filesFree: number
}

/**
 * What a program sees of the world: itself and kernel calls, from its own namespaces. File calls are
 * synchronous and throw `FsError`. Calls that return a promise may block; a program awaits those and nothing
 * else, one at a time. A killed process never comes back from its next call, so `finally` blocks need not
 * run for the kernel's own resources: it closes what was open.
 */
export interface Process {
  readonly pid: Pid
  readonly ppid: Pid
  /** `argv[0]` is the name it was called by. */
  readonly argv: readonly string[]
  readonly env: Map<string, string>
  readonly credentials: Credentials
  /** A stream of random numbers of this process alone. */
  readonly random: Random

  // ── files ────────────────────────────────────────────────────────────────
  /** Absolute path of the working directory. */
  cwd(): string
  chdir(path: string): void
  /** Sets the mask and returns the old one; without an argument only returns it. */
  umask(mask?: number): number
  open(path: string, flags: OpenFlags, mode?: number): Fd
  close(fd: Fd): void
  /** Lowest free descriptor ≥ `atLeast` for the same open file; `closeOnExec` false unless given. */
  dup(fd: Fd, atLeast?: Fd, closeOnExec?: boolean): Fd
  dup2(fd: Fd, as: Fd): void
  isOpen(fd: Fd): boolean
  pipe(): { readonly read: Fd; readonly write: Fd }
  /** Up to `max` bytes; an empty array is the end. Blocks on pipes, terminals and sockets; EINTR after a handler ran. */
  read(fd: Fd, max?: number): Promise<Uint8Array>
  /** All of it. A pipe without a reader raises SIGPIPE, then EPIPE. */
  write(fd: Fd, data: Uint8Array | string): Promise<void>
  /** Reads or sets the offset of a regular file. ESPIPE. */
  seek(fd: Fd, offset: number, whence: 'set' | 'current' | 'end'): number
  ftruncate(fd: Fd, size: number): void
  fstat(fd: Fd): Stat
  stat(path: string): Stat
  lstat(path: string): Stat
  exists(path: string): boolean
  /** access(2), with the real credentials. */
  access(path: string, want: { read?: boolean; write?: boolean; execute?: boolean }): boolean
  /** Ordered by code unit, without `.` and `..`. */
  readdir(path: string): DirectoryEntry[]
  readlink(path: string): string
  /** Absolute path without symlinks. */
  realpath(path: string): string
  /** Content of a regular file or of a file of /proc as it is now, lazily: the way to read large files. */
  readFile(path: string): Body
  /** Creates or truncates, then writes; the umask applies to `mode` (default 0o666). */
  writeFile(path: string, content: Body | Uint8Array | string, mode?: number): void
  mkdir(path: string, mode?: number): void
  rmdir(path: string): void
  unlink(path: string): void
  link(existing: string, path: string): void
  symlink(target: string, path: string): void
  rename(from: string, to: string): void
  chmod(path: string, mode: number): void
  /** -1 leaves one as it is. Does not follow a last symlink when `noFollow`. */
  chown(path: string, uid: number, gid: number, noFollow?: boolean): void
  truncate(path: string, size: number): void
  utimes(path: string, atime: Instant, mtime: Instant, noFollow?: boolean): void
  mkfifo(path: string, mode?: number): void
  mknod(path: string, type: number, rdev: Stat['rdev'], mode?: number): void
  xattrs(path: string): ReadonlyMap<string, Uint8Array>
  setxattr(path: string, name: string, value: Uint8Array): void
  removexattr(path: string, name: string): void

  // ── processes ────────────────────────────────────────────────────────────
  /** Starts a program. ENOENT, EACCES, ENOEXEC (a file that is neither a known program nor a script). */
  spawn(options: SpawnOptions): Pid
  /** Starts a copy of this process that runs `body` (a subshell). It has its own cwd, env, mask, descriptors. */
  fork(body: (child: Process) => Promise<ExitCode>, options?: { pgid?: Pid; foreground?: boolean }): Pid
  /** Replaces this program. Does not return. */
  exec(path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Promise<never>
  /** Waits for a child, or any (-1). `noHang` answers undefined at once if none has ended. ECHILD, EINTR. */
  wait(
    pid: Pid,
    options?: { noHang?: boolean; untraced?: boolean },
  ): Promise<{ pid: Pid; status: WaitStatus } | undefined>
  exit(code: ExitCode): never
  /** Starts one more thread of this process (clone(2)); it ends with the process. */
  thread(body: () => Promise<void>): void
  /** Something that threads of this process may wait for (futex(2)). */
  condition(): Condition
  /**
   * Keeps so many more bytes in memory. Where its control group may not have them, the largest process of the group is
   * killed (Linux, mm/oom_kill.c).
   */
  allocate(bytes: number): Promise<void>
  /** kill(2): negative pids are groups; signal 0 only tests. */
  kill(pid: Pid, signal: Signal | 0): void
  /** Disposition of a signal for this process. A handler runs between two kernel calls; with `restart` (SA_RESTART) none ends with EINTR. */
  onSignal(
    signal: Signal,
    action: 'default' | 'ignore' | (() => void),
    options?: { readonly restart: boolean },
  ): void
  /** What `ps` shows from now on instead of the arguments, as a server writes it over its argv. */
  setTitle(title: string): void
  /** Name of the program as /proc/PID/comm has it (prctl(2), PR_SET_NAME). */
  setName(name: string): void
  getpgid(pid?: Pid): Pid
  setpgid(pid: Pid, pgid: Pid): void
  setsid(): void

  /** getrlimit(2), setrlimit(2). EPERM, EINVAL. */
  limit(resource: Resource): ResourceLimit
  setLimit(resource: Resource, limit: ResourceLimit): void

  // ── terminals ────────────────────────────────────────────────────────────
  isatty(fd: Fd): boolean
  /** `/dev/pts/0`. ENOTTY. */
  ttyname(fd: Fd): string
  windowSize(fd: Fd): WindowSize
  /** Bytes of a terminal that can be read without waiting (FIONREAD). ENOTTY. */
  readable(fd: Fd): number
  termios(fd: Fd): Termios
  /** What a terminal cannot do (parity, other than eight bits) stays as it was. */
  setTermios(fd: Fd, change: Partial<Termios>): void
  /** As `setTermios`; a process in the background gets SIGTTOU first, with its group (tcsetattr(3)). */
  changeTermios(fd: Fd, change: Partial<Termios>): Promise<void>
  setWindowSize(fd: Fd, size: WindowSize): void
  foregroundGroup(fd: Fd): Pid
  setForegroundGroup(fd: Fd, pgid: Pid): void
  /** TIOCSCTTY: a terminal becomes that of this session, whose leader this is. EPERM, ENOTTY. */
  takeTerminal(fd: Fd): void
  /** TIOCVHANGUP: whoever has a serial line open loses it, and its session hears SIGHUP. EPERM, ENOTTY. */
  hangUp(fd: Fd): void
  /** Tells that a shell is about to ask for a command, as OSC 133;A does. Nothing where `fd` is no terminal. */
  notePrompt(fd: Fd): void
  /**
   * Tells whoever holds the terminal which command is about to run, as shells do with the sequence OSC 133;C. Nothing where
   * `fd` is no terminal.
   */
  noteCommand(fd: Fd, text: string): void
  /** Tells of a line that was edited, and what its editor did. Nothing where `fd` is no terminal. */
  noteLine(fd: Fd, line: EditedLine): void
  /** Tells of the end of that command, with its exit status, as OSC 133;D does. */
  noteStatus(fd: Fd, status: number): void

  // ── time and the machine ─────────────────────────────────────────────────
  now(): Instant
  /** nanosleep(2). `interrupted` when a handled signal came first. */
  sleep(duration: Nanoseconds): Promise<'elapsed' | 'interrupted'>
  /** Computes for so long: time passes, and /proc/PID/stat counts it as the process's own. */
  compute(duration: Nanoseconds): Promise<void>
  /** pause(2): until a handler has run. */
  pause(): Promise<void>
  /** Gives the processor away; a loop without other kernel calls must await this, or Ctrl-C never comes. */
  yield(): Promise<void>
  /** setgroups(2), setgid(2), setuid(2) at once. EPERM without CAP_SETUID. */
  setCredentials(credentials: Credentials): void
  hostname(): string
  uname(): { sysname: string; nodename: string; release: string; version: string; machine: string }

  /** init_module(2): starts the driver in a module. ENOEXEC where there is none in it, EEXIST, ENOENT, EPERM. */
  initModule(module: Body): Promise<void>
  /** delete_module(2). ENOENT, EAGAIN for one in use, EPERM. */
  deleteModule(name: string): void
  /** syslog(2), SYSLOG_ACTION_READ_ALL: what the kernel's log holds. */
  kernelLog(): readonly LogRecord[]
  /** reboot(2). Does not return. EPERM; ENOTSUP on a machine that was not booted. */
  reboot(action: PowerAction): Promise<never>
  /** swapon(2) and swapoff(2). ENOENT, EINVAL, EBUSY, EPERM. */
  swapOn(path: string): void
  swapOff(path: string): void
  /** Has the kernel look at a disk's partition table again: numbers of partitions that are in use, and stay as they were. */
  rereadPartitions(path: string): number[]

  // ── mounts and namespaces ────────────────────────────────────────────────
  /** mount(2). ENOENT, EPERM, EINVAL, ENOTDIR, ENODEV (unknown type), ENOTBLK, EBUSY, ELOOP. */
  mount(request: MountRequest): void
  /** umount2(2); `detach` takes it away though it is in use. EINVAL where nothing is mounted, EBUSY, EPERM. */
  umount(path: string, options?: { detach?: boolean; noFollow?: boolean }): void
  statfs(path: string): FilesystemStatus
  chroot(path: string): void
  /** pivot_root(2): the mount at `root` becomes the root of the namespace, the old root is put at `putOld`. */
  pivotRoot(root: string, putOld: string): void
  /** unshare(2): this process gets namespaces of its own; of process numbers its children do. EPERM. */
  unshare(kinds: readonly NamespaceKind[]): void
  /** setns(2) to what a file of /proc/PID/ns stands for. EINVAL where the descriptor is none, EPERM. */
  setns(fd: Fd): void
  sethostname(name: string): void

  // ── network ──────────────────────────────────────────────────────────────
  readonly net: NetCalls

  // ── services ──────────────────────────────────────────────────────────────
  /**
   * Calls the service that listens on a Unix socket, as `docker` calls `/run/docker.sock`. ENOENT, EACCES,
   * ECONNREFUSED (nobody listens). A path that begins with a NUL is an abstract name, one a network namespace
   * (unix(7)). The reply's type is the service's own.
   */
  connect(path: string): Connection
  /**
   * Makes a socket at a path and answers those who call it, each call in a thread of its own. What `answer` throws reaches
   * the caller. EADDRINUSE. Returns the socket's descriptor; none (-1) for what belongs to the simulation itself, which no table of
   * sockets shows: an abstract name, or `hidden`.
   */
  serve(
    path: string,
    answer: (request: unknown, caller: Credentials) => Promise<unknown>,
    mode?: number,
    kind?: 'stream' | 'dgram' | 'seqpacket' | 'hidden',
  ): Fd
  /**
   * Sends a whole request to a service of the network and waits for the whole response. Throws `NetworkError` where none
   * answers; a container's `localhost` is its own.
   */
  http(address: HttpAddress, request: HttpRequest): Promise<HttpResponse>
}

/** What threads wait for. Whoever comes back from `wait` looks again whether it is so. */
export interface Condition {
  wait(): Promise<void>
  /** As `wait`, for so many nanoseconds at most. */
  waitAtMost(duration: Nanoseconds): Promise<void>
  wakeAll(): void
}

/** A connection to a listening service: what is said over it is the service's protocol. */
export interface Connection {
  /** Sends a request and waits for the reply. The service throws `EngineError` through to the caller. */
  call(request: unknown): Promise<unknown>
}
