import { EngineError, FsError, isErrno } from '../../base/errors.ts'
import { runProgram } from '../../kernel/begin.ts'
import type { Capability } from '../../kernel/capabilities.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { type Loaded, load } from '../../kernel/exec.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { makeDirectories } from '../../kernel/make-directories.ts'
import type { Place } from '../../kernel/mounts.ts'
import type { Namespaces } from '../../kernel/namespaces.ts'
import type { Program } from '../../kernel/process.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { RESOURCES, type Resource, type ResourceLimits, withLimit } from '../../kernel/rlimits.ts'
import { lastName, resolve, type View } from '../../kernel/walk.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import type { Ulimit } from '../api-container.ts'
import { findAccount } from './accounts.ts'
import { findExecutable, NOT_A_DIRECTORY } from './executable.ts'
import type { Security } from './settings/security.ts'
import type { ProcessStreams } from './streams.ts'

const EXEC_FAILED = 255
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a process of a container is started with. */
export interface Launch {
  readonly argv: readonly string[]
  /** `NAME=value`, from the daemon or from the container: what is given with the command takes their place. */
  readonly defaults: readonly string[]
  /** `NAME=value`; a name alone takes a default away. */
  readonly env: readonly string[]
  readonly user: string
  readonly workdir: string
  /** Groups besides those of the user. */
  readonly groups: readonly string[]
  readonly tty: boolean
  readonly limits: readonly Ulimit[]
  readonly oomScoreAdj?: number
}

/** The namespaces, root and streams that a process is put into. */
export interface LaunchPlace {
  readonly shim: ProcessRecord
  readonly namespaces: Namespaces
  readonly group: ControlGroup
  /** Capabilities that it may have; undefined: all. */
  readonly bounding: ReadonlySet<Capability> | undefined
  readonly security: Security
  readonly root: Place
  readonly streams: ProcessStreams
  readonly readOnly: boolean
}

/** Puts a process into namespaces: user, directory, environment, executable, then exec. */
export function launch(
  kernel: Kernel,
  where: LaunchPlace,
  what: Launch,
  failure: (reason: string) => Error,
): ProcessRecord {
  const { namespaces, root, streams } = where
  const asRoot: View = { namespace: namespaces.mount, root, cwd: root, credentials: ROOT }
  const account = findAccount(asRoot, what.user, what.groups)
  const cwd = directory(asRoot, what.workdir || '/', !where.readOnly, kernel.now())
  if (typeof cwd === 'string')
    throw failure(`chdir to cwd ("${what.workdir}") set in config.json failed: ${cwd}`)
  const env = environment(what, namespaces.uts.hostname, account.home)
  const credentials = { ...account.credentials, bounding: where.bounding, ...where.security }
  const view: View = { ...asRoot, cwd, credentials }
  const found = findExecutable(view, what.argv[0]!, env.get('PATH') ?? '')
  if ('reason' in found) throw failure(found.reason)
  const loaded = loadOrTell(view, found.path, what.argv, kernel.options.executables)
  const record = kernel.createProcess({
    parent: where.shim,
    namespaces,
    root,
    cwd,
    credentials: loaded.credentials,
    group: where.group,
    env,
    argv: loaded.argv,
    exe: found.path,
    comm: lastName(found.path),
    fds: streams.fds,
    session: true,
    limits: limitsOf(where.shim.limits, what.limits, failure),
    ...(what.oomScoreAdj !== undefined && { oomScoreAdj: what.oomScoreAdj }),
    ...(streams.tty && { terminal: streams.tty }),
  })
  if (streams.tty) {
    streams.tty.session = record.id
    streams.tty.foreground = record.id
  }
  runProgram(kernel, record, loaded.program)
  return record
}

/** The limits that runc sets as root of the machine. */
function limitsOf(
  inherited: ResourceLimits,
  given: readonly Ulimit[],
  failure: (reason: string) => Error,
): ResourceLimits {
  const number = (value: number): number => (value === -1 ? Number.POSITIVE_INFINITY : value)
  return given.reduce((limits, { Name, Soft, Hard }) => {
    const resource = Name as Resource
    try {
      return withLimit(limits, resource, { soft: number(Soft), hard: number(Hard) }, ROOT)
    } catch (error) {
      if (!isErrno(error)) throw error
      const type = RESOURCES.indexOf(resource)
      throw failure(
        `error setting rlimits for ready process: error setting rlimit type ${type}: ${error.message.toLowerCase()}`,
      )
    }
  }, inherited)
}

/** The working directory, made when it is missing and the container's own; or why there is none. */
function directory(view: View, path: string, create: boolean, time: bigint): Place | string {
  try {
    const place = resolve(view, path)
    if (isDirectory(place.mount.fs.stat(place.ino).mode)) return place
    if (create) throw new EngineError('invalid', `Cannot mkdir: ${path} is not a directory`)
    return NOT_A_DIRECTORY
  } catch (error) {
    if (!isErrno(error, 'ENOENT') || !create) {
      if (isErrno(error, 'ENOTDIR')) return NOT_A_DIRECTORY
      if (isErrno(error)) return error.message.toLowerCase()
      throw error
    }
  }
  makeDirectories(view, path, { mode: 0o755, uid: 0, gid: 0, time })
  return resolve(view, path)
}

/** Defaults, then the configured variables in their place, HOME last (moby, CreateDaemonEnvironment; runc). */
function environment(what: Launch, hostname: string, home: string): Map<string, string> {
  const env = new Map([
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', hostname],
    ...(what.tty ? [['TERM', 'xterm'] as const] : []),
    ...what.defaults.map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)] as const),
  ])
  const defaults = new Set(env.keys())
  for (const item of what.env) {
    const equals = item.indexOf('=')
    const name = equals < 0 ? item : item.slice(0, equals)
    // What is given twice stands where it was given last; a name alone takes one of the defaults away, and nothing else.
    if (defaults.has(name) === equals < 0) env.delete(name)
    if (equals >= 0) env.set(name, item.slice(equals + 1))
  }
  if (!env.has('HOME')) env.set('HOME', home)
  return env
}

/** What runc leaves behind where execve(2) itself fails: by then the container counts as started. */
const unloaded = (path: string, reason: string): Program => ({
  name: 'runc',
  async run(process) {
    await process.write(2, `exec ${path}: ${reason}\n`)
    return EXEC_FAILED
  },
})

/** The executable is there, as runc has seen before. That it cannot be loaded it learns from execve(2) alone. */
function loadOrTell(...[view, path, argv, executables]: Parameters<typeof load>): Loaded {
  try {
    return load(view, path, argv, executables)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const reason = error.errno === 'ENOEXEC' ? 'exec format error' : error.message.toLowerCase()
    return { argv, program: unloaded(path, reason), credentials: view.credentials }
  }
}
