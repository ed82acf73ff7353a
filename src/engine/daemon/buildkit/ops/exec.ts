import { EngineError } from '../../../base/errors.ts'
import { encode } from '../../../base/text.ts'
import { MILLISECOND } from '../../../base/time.ts'
import { ROOT } from '../../../kernel/credentials.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import { MountNamespace, type NewMount } from '../../../kernel/mounts.ts'
import { type Namespaces, PidNamespace } from '../../../kernel/namespaces.ts'
import { setUp } from '../../../kernel/net/links.ts'
import { NetNamespace } from '../../../kernel/net/stack.ts'
import type { ProcessRecord } from '../../../kernel/record.ts'
import { exitStatus } from '../../../kernel/signals.ts'
import { newTmpfs } from '../../../kernel/tmpfs.ts'
import { resolve, type View } from '../../../kernel/walk.ts'
import type { LayerEntry } from '../../../vfs/entry.ts'
import { writableOver } from '../../build/files.ts'
import { boundingOf } from '../../containers/capabilities.ts'
import { hostConfigOf } from '../../containers/host-config.ts'
import { launch } from '../../containers/launch.ts'
import { securityOf } from '../../containers/settings/security.ts'
import { createShim } from '../../containers/shim.ts'
import { maskPaths, mountStandard } from '../../containers/standard-mounts.ts'
import { ProcessStreams } from '../../containers/streams.ts'
import type { Daemon } from '../../daemon.ts'
import { joinCommand, leaveCommand } from '../../networks/commands.ts'
import { NO_FILES, type Snapshot } from '../cache/snapshot.ts'
import type { ExecOp } from '../graph.ts'
import { etcMounts } from './etc.ts'
import { Stubs } from './stubs.ts'

/** Something that is mounted beside the root, ready to be. */
export interface ReadyMount {
  readonly target: string
  readonly directory: boolean
  readonly mount: NewMount
}

/** What a command is run with. */
export interface ExecSetting {
  readonly id: string
  readonly mounts: readonly ReadyMount[]
  /** `NAME=value` of secrets. */
  readonly secretEnv: readonly string[]
  onOutput(stream: 1 | 2, bytes: Uint8Array): void
  /** Told of the process, so that it can be ended from outside. */
  onStart(process: ProcessRecord): void
}

/** Work that starting a command costs on the machine's clock: less than in a real one, since a page waits for it. */
const START_COST = 8 * MILLISECOND

const failed = (op: ExecOp, why: string): EngineError =>
  new EngineError(
    'internal',
    `process ${JSON.stringify(op.args.join(' '))} did not complete successfully: ${why}`,
  )

function mountSharedMemory(kernel: Kernel, namespace: MountNamespace, view: View, size: number): void {
  const time = kernel.now()
  makeDirectories(view, '/dev/shm', { mode: 0o755, uid: 0, gid: 0, time })
  const { fs } = newTmpfs(kernel.deviceNumber(), [`size=${size}`], time)
  const options = ['nosuid', `size=${size / 1024}k`]
  namespace.mount(resolve(view, '/dev/shm'), '/dev/shm', {
    fs,
    root: fs.root,
    source: 'tmpfs',
    options,
    readOnly: false,
  })
}

/**
 * Runs a command on a base, in namespaces of its own (BuildKit, executor/runcexecutor). No container of the daemon's stands
 * for it. Returns what it changed. Throws `EngineError` where it fails.
 */
export async function runExec(
  daemon: Daemon,
  op: ExecOp,
  base: Snapshot | undefined,
  setting: ExecSetting,
): Promise<LayerEntry[]> {
  const { kernel, process } = daemon.host
  const host = process.namespaces
  await kernel.scheduler.sleep(START_COST)
  const root = writableOver(kernel, base?.index ?? NO_FILES)
  const streams = new ProcessStreams(kernel, { tty: false, stdin: false }, ({ stream, bytes }) =>
    setting.onOutput(stream === 'stdout' ? 1 : 2, bytes.slice()),
  )
  // A size that was asked for takes another mount than the standard one.
  const hostConfig = hostConfigOf(daemon, op.shmSize > 0 ? { IpcMode: 'none' } : {})
  const group = kernel.groupAt(`/docker/buildkit/${setting.id}`)
  const pid = new PidNamespace(kernel.pidNamespace, kernel.namespaceNumber())
  const mount = new MountNamespace(
    { fs: root.fs, root: root.fs.root, source: 'overlay', options: [], readOnly: false },
    kernel.nextMountId,
    kernel.namespaceNumber(),
  )
  const at = { mount: mount.root, ino: root.fs.root }
  const view: View = { namespace: mount, root: at, cwd: at, credentials: ROOT }
  const etc = etcMounts(daemon, op)
  const stubs = new Stubs(view, kernel.now())
  for (const path of ['/proc', '/sys', '/dev'])
    makeDirectories(view, path, { mode: 0o755, uid: 0, gid: 0, time: kernel.now() })
  for (const { target } of etc) stubs.file(target)
  mountStandard(kernel, mount, hostConfig, {
    pid,
    terminals: streams.terminals,
    terminal: undefined,
    identity: undefined,
    sharedMemory: undefined,
    group: daemon.host.machine.cgroup.version === 2 ? group : undefined,
  })
  if (op.shmSize > 0) mountSharedMemory(kernel, mount, view, op.shmSize)
  for (const one of [...etc, ...setting.mounts]) {
    if (one.directory) stubs.directory(one.target)
    else stubs.file(one.target)
    mount.mount(resolve(view, one.target), one.target, one.mount)
  }
  maskPaths(kernel, mount)
  const namespaces: Namespaces = {
    ...host,
    mount,
    pid,
    uts: { number: kernel.namespaceNumber(), hostname: op.hostname },
    ipc: kernel.namespaceNumber(),
    net: op.network === 'host' ? host.net : ownNetwork(daemon, op, setting.id),
    cgroup: { number: kernel.namespaceNumber(), root: group },
  }
  const shim = createShim(daemon, setting.id)
  streams.connect(shim)
  try {
    const init = launch(
      kernel,
      {
        shim,
        namespaces,
        group,
        bounding: boundingOf(hostConfig),
        security: securityOf(hostConfig),
        root: at,
        streams,
        readOnly: false,
      },
      {
        argv: op.args,
        env: [...withoutHost(op.env), ...op.proxies, ...setting.secretEnv],
        user: op.user,
        workdir: op.cwd,
        defaults: [],
        groups: [],
        tty: false,
        limits: op.limits,
      },
      (reason) => new NotStarted(reason),
    )
    setting.onStart(init)
    const status = await daemon.runtime.await(init)
    // What still holds the output ends with the first process of the namespace.
    await streams.drain()
    const code = exitStatus(status)
    if (code !== 0) throw failed(op, `exit code: ${code}`)
  } catch (error) {
    if (error instanceof NotStarted) {
      setting.onOutput(
        2,
        encode(
          `runc run failed: unable to start container process: error during container init: ${error.message}\n`,
        ),
      )
      throw failed(op, 'exit code: 1')
    }
    if (error instanceof EngineError && /^unable to find (user|group)/.test(error.message))
      throw failed(op, error.message)
    throw error
  } finally {
    kernel.signal(shim, 'SIGKILL')
    kernel.groups.delete(group.path)
    leaveCommand(daemon, setting.id)
    streams.finish()
  }
  stubs.clean()
  return root.fs.diff()
}

/** A network with a loopback that is up, and a way out by the default bridge unless there is to be none. */
function ownNetwork(daemon: Daemon, { network }: ExecOp, id: string): NetNamespace {
  const { kernel } = daemon.host
  const own = new NetNamespace(kernel, kernel.namespaceNumber())
  setUp(own.loopback)
  if (network !== 'none') joinCommand(daemon, id, own)
  return own
}

/** The runtime could not even start the program. */
class NotStarted extends Error {}

/** HOSTNAME is set for containers alone. */
const withoutHost = (env: readonly string[]): readonly string[] =>
  env.some((pair) => pair.startsWith('HOSTNAME=')) ? env : ['HOSTNAME', ...env]
