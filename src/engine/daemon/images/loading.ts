import type { Body } from '../../base/body.ts'
import { type ChainID, type DiffID, shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { MILLISECOND, SECOND } from '../../base/time.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { chainOf } from '../../oci/chain.ts'
import { type Content, decompress } from '../../oci/decompress.ts'
import { type Layer, layerOfTree } from '../../oci/layer.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { Unpacker } from '../../vfs/tar/unpack.ts'
import type { Tree } from '../../vfs/tree.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'

/** Most bytes that compressed data of one archive may grow to. */
const MAX_UNPACKED = 1024 * 1024 * 1024
/** Most bytes of an archive, or of a layer in it: more does not fit on the disk. */
const MAX_ARCHIVE = 16 * 1024 * 1024 * 1024
/** Layers that may stand on one another: overlayfs takes 128, two are for the container (moby, layer store). */
export const MAX_DEPTH = 125
/** How fast a layer is read and unpacked, in bytes a second, and how often progress is told. */
const RATE = 200e6
const TELL = 100 * MILLISECOND

const failure = (text: string): EngineError => new EngineError('internal', text)

/** Entries of an archive that are unpacked at a stretch. */
const BREATH = 1000

/** A layer of an archive that stands in the store already, or is ready to be put there. */
export type Ready = { readonly chainID: ChainID; readonly layer?: Layer }

/**
 * One run of `docker load` or `docker import`. Layers are verified one by one while nothing changes; those in the store
 * are held, so that they are still there when all is known to be good. `finish` must be called in the end.
 */
export class Loading {
  private readonly daemon: Daemon
  private readonly out: Channel<ProgressMessage>
  private readonly held: ChainID[] = []
  private readonly fresh = new Map<ChainID, Layer>()
  /** Bytes that decompression may still make. */
  private room = MAX_UNPACKED

  constructor(daemon: Daemon, out: Channel<ProgressMessage>) {
    this.daemon = daemon
    this.out = out
  }

  /** The content of an archive or a layer. */
  async content(body: Body): Promise<Content> {
    this.checkCaller()
    if (body.size > MAX_ARCHIVE) throw failure('no space left on device')
    const content = await decompress(this.daemon.host.ports, body, this.room)
    if (content.body !== body) this.room -= content.body.size
    return content
  }

  /** Unpacks an archive; others run in between, and a caller who goes away ends it. */
  async unpack({ body, cutBy }: Content, layer = false): Promise<Tree> {
    const { kernel } = this.daemon.host
    const unpacker = new Unpacker({ time: kernel.now(), layer })
    let count = 0
    for (const entry of readTar(body, { ignoreGlobals: true, ...(cutBy && { cutBy }) })) {
      unpacker.add(entry)
      if (++count % BREATH === 0) {
        await kernel.scheduler.yield()
        this.checkCaller()
      }
    }
    return unpacker.build()
  }

  /** Where a layer with this diffID would stand: there already, in the store or before in this archive. */
  known(parent: ChainID | undefined, diffID: DiffID): Ready | undefined {
    const chainID = chainOf(parent, diffID)
    const fresh = this.fresh.get(chainID)
    if (fresh) return { chainID, layer: fresh }
    if (!this.daemon.layers.get(chainID)) return undefined
    this.daemon.layers.retain(chainID)
    this.held.push(chainID)
    return { chainID }
  }

  /**
   * Reads a layer's file: unpacks it as it would be on disk, then hashes it. `depth` counts what is below. The diffID is
   * what the bytes give: whether it is the right one is the caller's to see.
   */
  async layer(
    file: Body,
    parent: ChainID | undefined,
    depth: number,
  ): Promise<Ready & { readonly layer: Layer }> {
    if (depth >= MAX_DEPTH) throw failure('max depth exceeded')
    const content = await this.content(file)
    const { kernel, ports } = this.daemon.host
    // Native code may hash on a thread of its own meanwhile. A fault of the tar is told before one of the digest.
    const hashing = ports.sha256(content.body)
    let tree: Tree
    let hex: string
    try {
      tree = await this.unpack(content, true)
    } finally {
      hex = await hashing
    }
    const layer = layerOfTree(content.body, `sha256:${hex}` as DiffID, tree)
    const { diffID } = layer
    const chainID = chainOf(parent, diffID)
    this.fresh.set(chainID, layer)
    await kernel.scheduler.yield()
    this.checkCaller()
    return { chainID, layer }
  }

  /** Tells how a layer's file is read, and lets the time pass that it takes. `told` gathers what is to be told later. */
  async progress(id: string, total: number, told: (message: ProgressMessage) => void): Promise<void> {
    const tell = (current: number): void =>
      told({ status: 'Loading layer', progressDetail: { current, total }, id: shortID(id) })
    const { scheduler } = this.daemon.host.kernel
    const step = Math.max(32768, Math.floor((RATE * TELL) / SECOND))
    for (let current = Math.min(32768, total); current < total; current += step) {
      tell(current)
      await scheduler.sleep((Math.min(step, total - current) / RATE) * SECOND)
    }
    tell(total)
    tell(total)
    await scheduler.tick()
  }

  /** Lets go of what was held. */
  finish(): void {
    for (const chainID of this.held) this.daemon.layers.release(chainID)
  }

  /** A client that went away wants nothing any more. */
  checkCaller(): void {
    if (this.out.closed) throw failure('context canceled')
  }
}
