import { FsError, isErrno } from '../base/errors.ts'
import type { Ports } from '../base/ports.ts'
import { concatBytes } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import { startDaemon } from '../daemon/main.ts'
import { COMMUNITY_BUILD, DEBIAN_MACHINE } from '../daemon/system/profile.ts'
import { ROOT } from '../kernel/credentials.ts'
import { load } from '../kernel/exec.ts'
import { TtyFile } from '../kernel/files.ts'
import { Kernel } from '../kernel/kernel.ts'
import { PidNamespace } from '../kernel/namespaces.ts'
import { DescriptorTable } from '../kernel/open-file.ts'
import type { ExitCode, Process } from '../kernel/process.ts'
import { type ProcessRecord, viewOf } from '../kernel/record.ts'
import { exitStatus } from '../kernel/signals.ts'
import type { Tty } from '../kernel/tty.ts'
import { lastName, resolve } from '../kernel/walk.ts'
import { ownPorts } from '../oci/ports.ts'
import { whileListening } from '../registry/directory.ts'
import type { Registries } from '../registry/protocol.ts'
import { PAGE_SOCKET, type PageRequest } from '../strata/page.ts'
import type { Job, JobOptions, Launched, TerminalHandle, ViewQuery, World } from '../world.ts'
import { bootMachine } from './boot.ts'
import { factsOf } from './facts.ts'
import { type HostProfile, hostEntries, PATH } from './host.ts'
import { CapturedFile, FedFile, SourceFile } from './job-files.ts'
import { Journal, serviceSink, tellStart } from './journal.ts'
import { differencesBetween, momentOf } from './moment.ts'
import { lend, plugIn } from './network.ts'
import { EXECUTABLES } from './programs.ts'
import { hasOwnRegistry, registryFiles, startRegistry } from './registry-service.ts'
import { stateHash } from './state-hash.ts'
import { explainView } from './views/layers.ts'
import { Viewer } from './views/viewer.ts'

export interface WorldOptions {
  readonly host: HostProfile
  readonly registries: Registries
  /** When the world starts. */
  readonly clock: Instant
  /** Same seed, same IDs. */
  readonly seed: string
  /** Faster ways to do what the engine can do itself. */
  readonly ports?: Partial<Ports>
}

/** The kernel that every host claims to run: Debian 12's. */
const RELEASE = '6.1.0-37-amd64'
const VERSION = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)'

/** A host with Docker on it, up and running, nobody logged in. */
export function createWorld(options: WorldOptions): World {
  const { host } = options
  const registries = whileListening(options.registries, (port) =>
    kernel.network.transports.tcp.listensAt(port),
  )
  const registry = hasOwnRegistry(registries)
  const kernel = new Kernel({
    seed: options.seed,
    boot: options.clock,
    executables: EXECUTABLES,
    release: host.release ?? RELEASE,
    disk: host.disk,
    version: VERSION,
    machine: 'x86_64',
    network: registries.network,
  })
  const facts = host.machine ?? DEBIAN_MACHINE
  const machine = bootMachine(
    kernel,
    [...hostEntries(host, options.clock), ...(registry ? registryFiles(options.clock) : [])],
    {
      rootDevice: host.rootDevice,
      volatileHome: host.volatileHome,
      hostname: host.hostname,
      ownContainerd: host.ownContainerd ?? false,
      registry,
      unified: facts.cgroup.version === 2,
    },
  )
  const client = host.network && plugIn(kernel, host.network).get('client')
  const journal = new Journal(machine.disk, host.hostname, () => kernel.now())
  const sink = (name: 'dockerd' | 'containerd') =>
    serviceSink(journal, name, kernel.pidNamespace.numberOf(machine[name].id))
  if (!host.ownContainerd) tellStart(journal, 'containerd.service', 'containerd container runtime', () => {})
  const daemon = tellStart(journal, 'docker.service', 'Docker Application Container Engine', () =>
    startDaemon(
      {
        kernel,
        process: machine.dockerd,
        containerd: machine.containerd.group,
        registries,
        architecture: 'amd64',
        log: { dockerd: sink('dockerd'), containerd: sink('containerd') },
        build: host.build ?? COMMUNITY_BUILD,
        machine: facts,
        ports: { ...ownPorts, ...options.ports },
        proxy: host.proxy ?? '/usr/bin/docker-proxy',
      },
      machine.socket,
    ),
  )
  if (machine.registry) startRegistry(kernel, machine.registry)
  if (host.daemonStopped) kernel.signal(machine.dockerd, 'SIGKILL')
  const environment = (terminal: boolean): Map<string, string> =>
    new Map([
      ['SHELL', '/bin/bash'],
      ['HOME', host.home],
      ['LOGNAME', 'root'],
      ['USER', 'root'],
      ['LANG', 'C.UTF-8'],
      ...(terminal ? [['TERM', 'xterm-256color'] as const] : []),
      ['PATH', PATH],
      ...Object.entries(host.env ?? {}),
    ])
  const prepare = (
    argv: readonly string[],
    env: ReadonlyMap<string, string>,
    cwd: string,
    fds: DescriptorTable,
    terminal?: Tty,
  ): ProcessRecord => {
    const record = kernel.createProcess({
      parent: machine.init,
      namespaces: machine.namespaces,
      root: machine.root,
      cwd: machine.root,
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
  const run = (record: ProcessRecord, path: string, argv: readonly string[]): void => {
    const loaded = load(viewOf(record), path, argv, kernel.options.executables)
    record.argv = loaded.argv
    record.exe = path
    record.comm = lastName(path)
    kernel.run(record, (process) => loaded.program.run(process))
  }
  /** The login shell, or what login(1) says where there is none. */
  const login = (record: ProcessRecord): void => {
    try {
      run(record, '/bin/bash', ['-bash'])
    } catch (error) {
      if (!isErrno(error)) throw error
      kernel.run(record, async (process) => {
        await process.write(2, `-bash: /bin/bash: ${error.message}\n`)
        return 1
      })
    }
  }
  const onTerminal = (tty: Tty): DescriptorTable => {
    const fds = new DescriptorTable(kernel.references)
    const file = new TtyFile(tty)
    for (const fd of [0, 1, 2]) fds.set(fd, file, false)
    return fds
  }
  /** Not in the host's process table: nobody there started it. */
  const administrator = kernel.createProcess({
    parent: undefined,
    namespaces: { ...machine.namespaces, pid: new PidNamespace(undefined) },
    root: machine.root,
    cwd: machine.root,
    credentials: ROOT,
    env: environment(false),
    argv: ['admin'],
    exe: '',
    comm: 'admin',
  })
  const admin = administrator.calls
  if (client) lend(kernel, administrator, client)

  /** Shells of the terminals that are open. */
  const shells = new Set<ProcessRecord>()
  const openTerminal = (size: { columns: number; rows: number }): TerminalHandle => {
    const tty = kernel.openTty(size, true)
    // As whoever shows UTF-8 sets it.
    tty.setTermios({ iutf8: true })
    const record = prepare(['-bash'], environment(true), host.home, onTerminal(tty), tty)
    login(record)
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

  const start = (command: JobOptions): Job => {
    const env = command.env ?? environment(command.terminal !== undefined)
    const out = new CapturedFile()
    const err = new CapturedFile()
    const tty = command.terminal && kernel.openTty(command.terminal, true)
    const fds = tty ? onTerminal(tty) : new DescriptorTable(kernel.references)
    if (tty) tty.onOutput = (bytes) => out.add(bytes)
    else {
      fds.set(0, new SourceFile(command.stdin ?? new Uint8Array(0)), false)
      fds.set(1, out, false)
      fds.set(2, err, false)
    }
    const record = prepare(command.argv, env, command.cwd ?? host.home, fds, tty)
    const name = command.argv[0]!
    const candidates = name.includes('/')
      ? [name]
      : (env.get('PATH') ?? PATH).split(':').map((directory) => `${directory}/${name}`)
    const path = candidates.find((candidate) => admin.access(candidate, { execute: true }))
    if (path === undefined) throw new FsError('ENOENT')
    run(record, path, command.argv)
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

  const launch = (name: string, program: (process: Process) => Promise<ExitCode>): Launched => {
    const stdin = new FedFile(kernel.scheduler)
    const fds = new DescriptorTable(kernel.references)
    fds.set(0, stdin, false)
    const record = prepare([name], environment(false), '/', fds)
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

  const viewer = new Viewer(kernel, daemon)
  return {
    async pump(maxSteps, enough) {
      if (!(await kernel.scheduler.run(maxSteps, enough))) return { kind: 'more' }
      const delay = kernel.scheduler.untilNext()
      return delay === undefined || kernel.waitsForInput ? { kind: 'idle' } : { kind: 'paused', delay }
    },
    advance: () => kernel.scheduler.advance(),
    start,
    launch,
    admin,
    onPage: (answer) =>
      kernel.listen(PAGE_SOCKET, administrator, async (request) => answer(request as PageRequest)),
    openTerminal,
    get steps() {
      return kernel.scheduler.steps
    },
    moment: () => momentOf(machine.disk, daemon, [...shells]),
    differences: differencesBetween,
    facts: () => factsOf(daemon, machine.init, [...shells]),
    explain: (over, path) => explainView(daemon, over, path),
    stateHash: () => stateHash(kernel, machine.disk, daemon),
    views: ((query: ViewQuery) => viewer.show(query)) as World['views'],
    observe: () => viewer.observe(),
  }
}
