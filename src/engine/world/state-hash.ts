import { fingerprint } from '../base/body.ts'
import { createHasher } from '../base/digest.ts'
import { byCodeUnit, encode } from '../base/text.ts'
import type { Daemon } from '../daemon/daemon.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { stateLines } from '../registry/contents.ts'
import { type Filesystem, type Ino, isDirectory, isRegular, isSymlink } from '../vfs/filesystem.ts'
import { TreeFs } from '../vfs/tree-fs.ts'

/** What the hash is over. */
export interface HashSources {
  readonly kernel: Kernel
  /** File systems of the disk, by the directory that they belong at; '' for the root. */
  readonly disk: ReadonlyMap<string, TreeFs>
  readonly daemon: Daemon
  /** Further lines. */
  readonly more?: readonly string[]
}

/**
 * Hash over the world's state: the clock, processes, the disk, the stores, volumes and networks, every container's writable layer. Equal for
 * equal seed and journal, in every engine.
 */
export function stateHash({ kernel, disk, daemon, more = [] }: HashSources): string {
  const hasher = createHasher()
  const add = (...fields: (string | number | bigint)[]): void =>
    hasher.update(encode(`${fields.join('\0')}\n`))
  add('clock', kernel.scheduler.now, kernel.scheduler.steps)
  for (const record of kernel.processes.values())
    add('process', record.id, record.parent?.id ?? 0, record.state, ...record.argv)
  for (const [path, fs] of disk) for (const line of treeLines(fs)) add('disk', path + line)
  for (const line of more) add(line)
  for (const chainID of [...daemon.layers.state.keys()].sort()) {
    const layer = daemon.layers.get(chainID)!
    add('layer', chainID, layer.cacheID, layer.users)
  }
  for (const image of daemon.images.all()) add('image', image.id, image.parent ?? '')
  for (const reference of daemon.references.all())
    add('reference', reference, daemon.references.get(reference)!)
  for (const [diffID, sources] of [...daemon.distribution.state.sources].sort(([a], [b]) => byCodeUnit(a, b)))
    for (const { Digest, SourceRepository, HMAC } of sources)
      add('source', diffID, Digest, SourceRepository, HMAC)
  for (const registry of daemon.host.registries.all)
    for (const line of stateLines(registry.state)) add('registry', registry.host, ...line)
  for (const { name, created } of daemon.volumes.all()) {
    add('volume', name, created)
    for (const line of treeLines(daemon.volumes.directory(name))) add('volume', name, line)
  }
  for (const { id, name } of daemon.networks.all()) add('network', id, name)
  add('ports', daemon.networks.lastPort)
  for (const container of daemon.containers.all()) {
    const { id, name, state, log, sandbox } = container
    add('sandbox', sandbox?.id ?? '', JSON.stringify(sandbox?.ports ?? {}))
    add(
      'container',
      id,
      name,
      state.Status,
      state.ExitCode,
      String(state.StartedAt),
      String(state.FinishedAt),
    )
    const upper =
      daemon.runtime.get(id)?.rootfs.upper ?? new TreeFs({ type: 'ext4', dev: 0, tree: container.upper })
    for (const line of treeLines(upper)) add('upper', id, line)
    for (const { stream, bytes, time } of log) {
      add('log', stream, time)
      hasher.update(bytes)
    }
  }
  return hasher.hex()
}

/** One line an entry of a file system, depth first. */
export function* treeLines(fs: Filesystem): Generator<string> {
  function* visit(ino: Ino, path: string): Generator<string> {
    const stat = fs.stat(ino)
    const content = isRegular(stat.mode)
      ? fingerprint(fs.body(ino))
      : isSymlink(stat.mode)
        ? fs.readlink(ino)
        : ''
    const device = `${stat.rdev.major}:${stat.rdev.minor}`
    yield [path, stat.mode, stat.uid, stat.gid, stat.nlink, stat.size, stat.mtime, device, content].join('\0')
    if (isDirectory(stat.mode))
      for (const entry of fs.readdir(ino)) yield* visit(entry.ino, `${path}/${entry.name}`)
  }
  yield* visit(fs.root, '')
}
