import type { Body } from './base/body.ts'
import type { ContainerInspect, ImageInspect } from './daemon/api.ts'
import type { RunLine } from './kernel/edited-line.ts'
import type { ExitCode, Process } from './kernel/process.ts'
import type { ControlName, Mode } from './kernel/termios.ts'
import type { Download, PageAnswer, PageRequest } from './strata/page.ts'
import type { LayersSnapshot, MergedOf, OriginView, Snapshot, ViewQuery } from './world/views/types.ts'

export type { PacketPath, PathStep } from './strata/packets.ts'
export type * from './world/views/types.ts'
export type { Download, PageAnswer, PageRequest }

/**
 * A host with Docker on it. The only file that knows all the parts. This interface is what an adapter (the
 * page's worker, the headless runner, a test) drives; it holds no timers and does no I/O of its own.
 */
export interface World {
  /**
   * Runs what can run, at most `maxSteps` scheduler steps. `more`: steps ran out. `idle`: nothing to do until the
   * outside speaks. `paused`: the next thing is due after `delay` ns of simulated time and `advance()` allows it;
   * an adapter for readers waits a suitable while before, a headless one does not. `enough` is asked after each step and
   * ends the run early. The world may only be touched while it is not being pumped.
   */
  pump(maxSteps: number, enough?: () => boolean): Promise<Pumped>
  /** Moves the clock to the next thing that is due, after `paused`. */
  advance(): void
  /** Starts a program without a shell around it, its streams held by the caller. */
  start(command: JobOptions): Job
  /**
   * Starts a process of the host whose program the adapter brings along. As every program it awaits kernel calls and
   * nothing else; what it throws besides is a bug.
   */
  launch(name: string, program: (process: Process) => Promise<ExitCode>): Launched
  /** The host as its administrator sees it: for files in and out. Only calls that do not block. */
  readonly admin: Process
  /**
   * Answers the commands of the site (`strata download`, `strata undo`). Until somebody does, they say that there is no page.
   * The answer comes from outside: whoever plays the world again gives the same one.
   */
  onPage(answer: (request: PageRequest) => PageAnswer): void
  /** Opens a terminal with a login shell on it. */
  openTerminal(size: { columns: number; rows: number }): TerminalHandle
  /** Dispatches and clock advances so far: the time stamp of what comes from outside. */
  readonly steps: number
  /** What it holds now, as values: keeping it costs nothing. */
  moment(): Moment
  /** What differs between two moments of this world, or of one that played the same journal. */
  differences(before: Moment, after: Moment): readonly Difference[]
  /** Power switch and reset button of a host that is a PC; undefined for one that is simply up. */
  readonly power?: PowerPanel
  /** Loads what people soon ask of this kind of host. Throws an `EngineError` where that cannot be done now. */
  loadAhead?(): Promise<void>
  /** What is true of it now, for those who check. Asking changes nothing. */
  facts(): Facts
  /** Hash over everything that matters: equal in Node and in every browser for the same seed and journal. */
  stateHash(): string
  /** What a view draws, from the engine's state. Only that view is made, and only when something of it changed. */
  views(query?: { readonly view: 'layers' }): LayersSnapshot
  views(query: ViewQuery): Snapshot
  /** Notes from now on what happens for the views of it. What is noted is no part of the state. */
  observe(): void
  /** What each layer says about a path, topmost first; nothing where image or container is gone. */
  explain(over: MergedOf, path: string): readonly OriginView[]
}

/** What one can do to a PC without a word to what runs on it. */
export interface PowerPanel {
  /** `hung`: nothing will happen any more but by a press here. `halted`: its kernel stopped it. */
  readonly state: 'on' | 'off' | 'hung' | 'halted'
  /** As `BootFact` has them, without the rest of it. */
  readonly stage: BootFact['stage']
  readonly console: ConsolePlace
  /**
   * `on`: where it is off, it is switched on. `off`, `reset`: at once, what was not written out is as it is. `rescue`: as `reset`, but it
   * starts a system from another medium, with the disk beside it.
   */
  press(action: PowerPress): void
}
/** `secure-boot`: the switch of a UEFI firmware, the other way from now on. */
export type PowerPress = 'on' | 'off' | 'reset' | 'rescue' | 'secure-boot'

/** What a person at the console of a PC is in front of. */
export type ConsolePlace =
  /** A shell at its prompt: it takes a command line. */
  | 'shell'
  /** `login:` or a password of it, or of sulogin. */
  | 'login'
  /** Menu, editor and command line (also that of rescue mode) of GRUB; firmware that waits for a key, or shows something to choose from. */
  | 'grub-menu'
  | 'grub-editor'
  | 'grub-prompt'
  | 'firmware'
  | 'firmware-menu'
  /** Something else reads what is typed; or nothing does. */
  | 'program'
  | 'nothing'

export interface JobOptions {
  /** `argv[0]` is looked up in the PATH. */
  readonly argv: readonly string[]
  readonly env?: ReadonlyMap<string, string>
  readonly cwd?: string
  /** All of standard input; nothing otherwise. */
  readonly stdin?: Uint8Array
  /** Run it on a terminal of this size instead of on pipes. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
}

export interface Job {
  /** Undefined as long as it runs. */
  readonly exitCode: number | undefined
  /** What it wrote so far; on a terminal everything is in `stdout`. */
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** Types on its terminal. */
  input(bytes: Uint8Array): void
  /** Takes its terminal away. */
  close(): void
}

export interface Launched {
  /** Bytes on its standard input. */
  feed(bytes: Uint8Array): void
  /** The end of its standard input. */
  endInput(): void
  /** Ends the process and its children at once, whatever they wait for. */
  kill(): void
  /** All that its input goes to waits for it. */
  readonly asksForInput: boolean
}

export type Pumped = { readonly kind: 'more' | 'idle' } | { readonly kind: 'paused'; readonly delay: number }

export interface TerminalHandle {
  readonly id: string
  /** Bytes typed or pasted. */
  input(bytes: Uint8Array): void
  resize(size: { columns: number; rows: number }): void
  /** Called with what the terminal is to show. */
  onOutput(listener: (bytes: Uint8Array) => void): void
  /** Called with each command line that its shell is about to run. */
  onCommand(listener: (text: string) => void): void
  /** Called with the exit status of such a line when it has ended; not where the shell ended with it. */
  onStatus(listener: (status: number) => void): void
  /** Takes the terminal away: its shell gets SIGHUP. */
  close(): void
  /** The shell waits at its prompt: nothing of the reader's is running. */
  readonly atPrompt: boolean
  /** The shell has ended: nothing reads what is typed. */
  readonly over: boolean
}

/** Questions about a host, answered as the daemon and the kernel would. Containers go by name or the start of their ID. */
export interface Facts {
  images(): readonly ImageInspect[]
  /** By tag (`redis` is `redis:latest`), digest reference or whole ID. */
  image(reference: string): ImageInspect | undefined
  /** Rows of an image's history, oldest first, and whether each made a layer. By tag or whole ID. */
  history(reference: string): readonly { readonly by: string; readonly layer: boolean }[]
  containers(): readonly ContainerInspect[]
  container(name: string): ContainerInspect | undefined
  /** Lines of `docker diff`: `A /x`. */
  changes(container: string): readonly string[]
  /** All that it wrote to its log. */
  log(container: string): string
  /** What was pushed to a registry under a tag or digest, `localhost:5000/demo/box:1`. What a registry began with is not told of. */
  pushed(reference: string): PushedFact | undefined
  volumes(): readonly string[]
  networks(): readonly string[]
  /** What is at a path, symlinks followed: of the host, of a container's merged view, of a volume. Undefined where nothing is. */
  at(
    path: string,
    inside?: { readonly container: string } | { readonly volume: string },
  ): FileFact | undefined
  mounts(): readonly MountFact[]
  /** Bytes that may still be written to the file system at a path of the host, as `df` says; 0 where nothing is. */
  freeBytes(path: string): number
  processes(): readonly ProcessFact[]
  /** Sockets of TCP and UDP: the host's, or those of a container that runs. */
  sockets(inside?: { readonly container: string }): readonly SocketFact[]
  /** Network interfaces: the host's, or those of a container that runs. */
  interfaces(inside?: { readonly container: string }): readonly InterfaceFact[]
  /** Working directory of the first terminal's shell. */
  cwd(): string
  /** Lines that were edited at prompts, of one open terminal after the other, oldest first. */
  lines(): readonly RunLine[]
  /** How often a special character of the open terminals, by its name in stty(1), did what it is there for. */
  special(name: ControlName): number
  /** How far a PC has come since it was switched on; undefined for a host that is simply up. */
  boot(): BootFact | undefined
  /** What is at a path of a partition of a PC's disk (`sda1`), whether that is mounted or not. Undefined where nothing is. */
  partition(name: string, path: string): FileFact | undefined
  /** A mode of the first terminal. At its prompt the line editor has modes of its own, of which `ixon` is none. */
  mode(name: Mode): boolean
}
export interface BootFact {
  readonly power: PowerPanel['state']
  /**
   * `kernel`: it has no process yet. `initramfs`: process 1 has the first rootfs as its root. `init`: it has another, and is not done with
   * starting. `up`: systemd has reached what it was to reach; another first process is always at `init`.
   */
  readonly stage: 'off' | 'firmware' | 'loader' | 'kernel' | 'initramfs' | 'init' | 'up'
  readonly firmware: 'bios' | 'uefi'
  /** The firmware's switch, for the next start: whether it starts only what is signed. Undefined where it has no keys. */
  readonly secureBoot?: boolean
  readonly console: ConsolePlace
  /** How often it was started, this time included. */
  readonly starts: number
  /** It runs the system of the rescue medium. */
  readonly rescue: boolean
  /** Nobody typed anything on its console between this start and the end of it. */
  readonly unattended: boolean
  /** Of the kernel that runs: /proc/cmdline without its newline, and `uname -r`. */
  readonly commandLine: string | undefined
  readonly release: string | undefined
  /** Executable of process 1, `/usr/lib/systemd/systemd`. */
  readonly init: string | undefined
  /** As `systemctl is-system-running` says; undefined where systemd is not process 1. */
  readonly system: string | undefined
  /** Names of units that are active, and of those that have failed. */
  readonly active: readonly string[]
  readonly failed: readonly string[]
}
export interface PushedFact {
  readonly digest: string
  /** ID of the image that a manifest is for; absent for an index. */
  readonly imageID?: string
  /** Platforms that an index lists, `linux/arm64/v8`; absent for a manifest. */
  readonly platforms?: readonly string[]
}
export interface FileFact {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other'
  /** Permission bits, set-id bits and sticky bit. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly links: number
  /** Its bytes; undefined for anything but a file. */
  body(): Body | undefined
  /** '' for anything but a file, and for one above 1 MB. */
  text(): string
  names(): readonly string[]
}
export interface MountFact {
  readonly target: string
  readonly source: string
  readonly type: string
  readonly options: readonly string[]
  /** Nothing may be written through it: of the mount as such, or of its file system. */
  readonly readOnly: boolean
}
export interface SocketFact {
  readonly protocol: 'tcp' | 'udp'
  /** As ss(8) has it in full: `LISTEN`, `ESTABLISHED`, `TIME-WAIT`. */
  readonly state: string
  readonly local: { readonly host: string; readonly port: number }
  readonly remote: { readonly host: string; readonly port: number }
  /** Names of the programs that have it open. */
  readonly programs: readonly string[]
}
export interface InterfaceFact {
  readonly name: string
  readonly ifindex: number
  /** Number of the other end of a pair, in that one's namespace. */
  readonly iflink?: number
  /** It is switched on; `carrier`: something is at the other end. */
  readonly up: boolean
  readonly carrier: boolean
  /** Name of the bridge that it is a port of. */
  readonly master?: string
  /** Of IPv4: `172.17.0.1/16`. */
  readonly addresses: readonly string[]
}
export interface ProcessFact {
  readonly pid: number
  readonly argv: readonly string[]
  readonly state: 'running' | 'stopped' | 'zombie'
  /** It is in a mount namespace other than process 1's. */
  readonly ownRoot: boolean
}

declare const moment: unique symbol
/** A world's parts at one moment. Only the engine looks into it. */
export interface Moment {
  readonly [moment]: true
}

/** One thing that differs between two moments. */
export interface Difference {
  /** `boot`: a start of the machine, by its number. `socket`, `wire`: of the port lab. */
  readonly what:
    | 'image'
    | 'container'
    | 'volume'
    | 'network'
    | 'port'
    | 'file'
    | 'directory'
    | 'boot'
    | 'socket'
    | 'wire'
  readonly how: 'added' | 'changed' | 'deleted'
  /** A tag, a name, `0.0.0.0:8080->80/tcp`, an absolute path. A shell's working `directory` as it is now. */
  readonly name: string
  /** Container or volume that a file lies in; absent for the host's own. */
  readonly owner?: string
  /** A state, of a container (`running`) or a socket, or a changed name, before and after. */
  readonly was?: string
  readonly now?: string
}
