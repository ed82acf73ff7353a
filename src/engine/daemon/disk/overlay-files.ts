import type { ChainID } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { topFirst } from '../../oci/chain.ts'
import type { StoredLayer } from '../../store/layers.ts'
import {
  type DirectoryNode,
  directoryNode,
  type Graft,
  type GraftNode,
  linkNode,
  listNode,
  textNode,
} from '../../vfs/graft/node.ts'
import type { Tree } from '../../vfs/tree.ts'
import { TreeView } from '../../vfs/tree-view.ts'
import { initTree } from '../containers/init-layer.ts'
import type { Container } from '../containers/store.ts'
import { diffOf, workOf } from '../containers/writable-layer.ts'
import type { Daemon } from '../daemon.ts'
import type { UpperDirs } from './upper-dirs.ts'

/** What lies below overlay2, by name of the directory and by short link. */
interface Directories {
  readonly byName: ReadonlyMap<string, () => DirectoryNode>
  /** Name of the directory that a link leads to, and when it was made. */
  readonly byLink: ReadonlyMap<string, { readonly name: string; readonly time: Instant }>
}

/** `overlay2`: a directory per layer, container and init layer, and the short links (moby, graphdriver/overlay2). */
export class OverlayFiles {
  private readonly daemon: Daemon
  private readonly uppers: UpperDirs
  private readonly started: Instant

  constructor(daemon: Daemon, uppers: UpperDirs, started: Instant) {
    this.daemon = daemon
    this.uppers = uppers
    this.started = started
  }

  /** As the stores are now. */
  node(): DirectoryNode {
    const { layers, containers } = this.daemon
    const times = [layers.changed, containers.changed].filter((time) => time !== undefined)
    const time = times.reduce((a, b) => (a > b ? a : b), this.started)
    const { byName, byLink } = this.directories()
    const links = listNode(0o700, time, {
      names: () => byLink.keys(),
      get: (link) => {
        const to = byLink.get(link)
        return to && linkNode(to.time, `../${to.name}/diff`)
      },
      directories: () => 0,
    })
    return listNode(0o710, time, {
      *names() {
        yield* byName.keys()
        yield 'l'
      },
      get: (name) => (name === 'l' ? links : byName.get(name)?.()),
      directories: () => byName.size + 1,
    })
  }

  private directories(): Directories {
    const { layers, containers } = this.daemon
    const byName = new Map<string, () => DirectoryNode>()
    const byLink = new Map<string, { name: string; time: Instant }>()
    for (const { chainID, cacheID, link, stored } of layers.state.values()) {
      byName.set(
        cacheID,
        once(() => this.layer(layers.get(chainID)!)),
      )
      byLink.set(link, { name: cacheID, time: stored })
    }
    for (const { id, created, mount } of containers.state.values()) {
      const init = `${mount.cacheID}-init`
      byName.set(
        mount.cacheID,
        once(() => this.container(containers.get(id)!)),
      )
      byName.set(
        init,
        once(() => this.init(containers.get(id)!)),
      )
      byLink.set(mount.link, { name: mount.cacheID, time: created })
      byLink.set(mount.initLink, { name: init, time: created })
    }
    return { byName, byLink }
  }

  private layer(layer: StoredLayer): DirectoryNode {
    const { layers } = this.daemon
    const { chainID, parent, stored } = layer
    return directoryNode(0o710, stored, {
      ...(layer.committed && { committed: textNode(0o600, stored, () => '') }),
      diff: this.tree(() => layers.get(chainID) && layers.tree(chainID)),
      link: textNode(0o644, stored, () => layer.link),
      ...(parent !== undefined && {
        lower: textNode(0o644, stored, () => lowerText(this.linksOf(parent))),
        work: directoryNode(0o700, stored),
      }),
    })
  }

  private init({ created, chainID, mount, id }: Container): DirectoryNode {
    const { containers, layers } = this.daemon
    return directoryNode(0o710, created, {
      committed: textNode(0o600, created, () => ''),
      diff: this.tree(() => containers.get(id) && initTree(layers, containers.get(id)!)),
      link: textNode(0o644, created, () => mount.initLink),
      ...(chainID !== undefined && {
        lower: textNode(0o644, created, () => lowerText(this.linksOf(chainID))),
      }),
      work: workNode(created),
    })
  }

  private container({ created, chainID, mount, id }: Container): DirectoryNode {
    const { containers, runtime } = this.daemon
    const upper = (root: Graft['root']): Graft => ({
      kind: 'graft',
      group: id,
      root,
      fs: () => {
        const container = containers.get(id)
        return container && this.uppers.of(container)
      },
      changed: () => this.uppers.changed(id),
    })
    const own = directoryNode(0o710, created, {
      diff: upper(diffOf),
      link: textNode(0o644, created, () => mount.link),
      lower: textNode(0o644, created, () => lowerText([mount.initLink, ...this.linksOf(chainID)])),
      work: upper(workOf),
    })
    /** Where the overlay is mounted: there while the container runs. */
    const merged = (): DirectoryNode | undefined =>
      runtime.get(id) ? directoryNode(0o755, created) : undefined
    return listNode(0o710, created, {
      names: () => [...own.names(), ...(merged() ? ['merged'] : [])],
      get: (name) => (name === 'merged' ? merged() : own.get(name)),
      directories: () => own.directories() + (merged() ? 1 : 0),
    })
  }

  /** Short links of a stack, topmost first. */
  private linksOf(chainID: ChainID | undefined): string[] {
    return topFirst(this.daemon.layers.stack(chainID)).map((layer) => layer.link)
  }

  private tree(tree: () => Tree | undefined): Graft {
    let view: TreeView | undefined
    let of: Tree | undefined
    return {
      kind: 'graft',
      fs: () => {
        const now = tree()
        if (now !== of) {
          of = now
          view = now && new TreeView(now, 0)
        }
        return view
      },
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Relative to overlay2, which keeps mount options short. */
const lowerText = (links: readonly string[]): string => links.map((link) => `l/${link}`).join(':')

/** The kernel makes `work` below the workdir when the overlay is mounted, and nobody may look into it. */
const workNode = (time: Instant): GraftNode => directoryNode(0o700, time, { work: directoryNode(0, time) })
