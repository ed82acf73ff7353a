import { bytesBody } from '../../../base/body.ts'
import { EngineError } from '../../../base/errors.ts'
import { decode } from '../../../base/text.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import { newTmpfs } from '../../../kernel/tmpfs.ts'
import { resolve } from '../../../kernel/walk.ts'
import { isDirectory } from '../../../vfs/filesystem.ts'
import { TreeFs } from '../../../vfs/tree-fs.ts'
import type { BuildSession } from '../../api-buildkit.ts'
import { type Files, filesOf, writableOver } from '../../build/files.ts'
import type { Daemon } from '../../daemon.ts'
import type { BuildCache, CacheRecord } from '../cache/records.ts'
import type { Snapshot } from '../cache/snapshot.ts'
import type { ExecMount, ExecOp } from '../graph.ts'
import type { ReadyMount } from './exec.ts'
import { MissingSource } from './sources.ts'

/** What the mounts of a command are made of. */
export interface MountSources {
  readonly session: BuildSession
  readonly cache: BuildCache
  files(input: number): Files | undefined
  snapshot(input: number): Snapshot | undefined
}

/** The mounts of RUN besides its root, and the records of the cache that they use. */
export function readyMounts(
  daemon: Daemon,
  op: ExecOp,
  sources: MountSources,
): { mounts: ReadyMount[]; secretEnv: string[]; used: CacheRecord[] } {
  const used: CacheRecord[] = []
  const mounts = op.mounts.map((mount) => {
    if (mount.kind === 'tmpfs') return tmpfsMount(daemon, mount)
    return mount.kind === 'cache'
      ? cacheMount(daemon, mount, sources, used)
      : bindMount(daemon, mount, sources)
  })
  const agent = op.agents.find(({ required }) => required)
  if (agent) throw new EngineError('not-found', `unset ssh forward key ${agent.id}`)
  const secretEnv: string[] = []
  for (const secret of op.secrets) {
    const content = sources.session.secret(secret.id)
    if (!content) {
      if (secret.required) throw new EngineError('not-found', `secret ${secret.id}: not found`)
      continue
    }
    if (secret.env !== undefined) secretEnv.push(`${secret.env}=${decode(content)}`)
    if (secret.target !== undefined)
      mounts.push(secretMount(daemon, { ...secret, target: secret.target }, content))
  }
  return { mounts, secretEnv, used }
}

function tmpfsMount(daemon: Daemon, { target, readOnly, size }: ExecMount & { kind: 'tmpfs' }): ReadyMount {
  const { kernel } = daemon.host
  const { fs } = newTmpfs(kernel.deviceNumber(), size > 0 ? [`size=${size}`] : [], kernel.now())
  const options = ['nosuid', ...(size > 0 ? [`size=${size / 1024}k`] : [])]
  return { target, directory: true, mount: { fs, root: fs.root, source: 'tmpfs', options, readOnly } }
}

function bindMount(
  daemon: Daemon,
  { target, from, source, readOnly }: ExecMount & { kind: 'bind' },
  sources: MountSources,
): ReadyMount {
  const { kernel } = daemon.host
  const snapshot = from === undefined ? undefined : sources.snapshot(from)
  const files =
    from === undefined
      ? filesOf(kernel, new TreeFs({ type: 'tmpfs', dev: kernel.deviceNumber(), time: kernel.now() }))
      : snapshot && !readOnly
        ? writableOver(kernel, snapshot.index)
        : sources.files(from)
  if (!files) throw new MissingSource(source)
  const { mount, ino } = resolve(files.view, source)
  return {
    target,
    directory: isDirectory(mount.fs.stat(ino).mode),
    mount: { fs: mount.fs, root: ino, source: mount.fs.type, options: [], readOnly },
  }
}

/** A directory that stays from build to build. */
function cacheMount(
  daemon: Daemon,
  { target, id, readOnly, owner, from, source }: ExecMount & { kind: 'cache' },
  { cache, files }: MountSources,
  used: CacheRecord[],
): ReadyMount {
  const { kernel } = daemon.host
  const time = kernel.now()
  const described = `cached mount ${target} from exec with id ${JSON.stringify(owner ? `${id} ${JSON.stringify(owner)}` : id)}`
  const key = JSON.stringify([id, owner])
  let record = cache.mount(key)
  if (!record) {
    const fs = new TreeFs({ type: 'ext4', dev: kernel.deviceNumber(), time })
    if (owner) fs.setattr(fs.root, { uid: owner.uid, gid: owner.gid, time })
    if (owner) fs.setattr(fs.root, { mode: owner.mode, time })
    record = cache.add({
      type: 'exec.cachemount',
      description: described,
      mutable: true,
      parents: [],
      kept: { kind: 'mount', fs, key },
    })
    const first = from === undefined ? undefined : files(from)
    if (first) makeDirectories(first.view, source, { mode: 0o755, uid: 0, gid: 0, time })
  } else cache.touch(record)
  used.push(record)
  if (record.kept.kind !== 'mount') throw new Error('no directory in the record of a cache mount')
  const { fs } = record.kept
  const disk = daemon.host.process.root.mount
  return {
    target,
    directory: true,
    mount: { fs, root: fs.root, rootPath: '/', source: disk.source, options: ['nosuid'], readOnly },
  }
}

function secretMount(
  daemon: Daemon,
  { target, mode, uid, gid }: { target: string; mode: number; uid: number; gid: number },
  content: Uint8Array,
): ReadyMount {
  const { kernel } = daemon.host
  const time = kernel.now()
  const { fs } = newTmpfs(kernel.deviceNumber(), [], time)
  const ino = fs.create(fs.root, 'secret', { mode, uid, gid, time })
  fs.setBody(ino, bytesBody(content), time)
  const options = ['nosuid', 'nodev', 'noexec']
  return {
    target,
    directory: false,
    mount: { fs, root: ino, rootPath: '/secret', source: 'tmpfs', options, readOnly: true },
  }
}
