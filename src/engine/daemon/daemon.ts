import type { Ports } from '../base/ports.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import type { Registries } from '../registry/protocol.ts'
import { BlobStore } from '../store/blobs.ts'
import { ImageStore, ReferenceStore } from '../store/images.ts'
import { LayerStore } from '../store/layers.ts'
import type { Execs } from './containers/exec.ts'
import type { Runtime } from './containers/runtime.ts'
import { ContainerStore } from './containers/store.ts'

/** Versions that the daemon claims. */
export const SERVER_VERSION = '28.5.2'
export const API_VERSION = '1.50'

/** What the daemon needs of its machine. */
export interface DaemonHost {
  readonly kernel: Kernel
  /** The daemon's own process. */
  readonly process: ProcessRecord
  readonly registries: Registries
  readonly architecture: string
  readonly ports: Ports
}

/** State and services that the routes work on. */
export interface Daemon {
  readonly host: DaemonHost
  readonly layers: LayerStore
  readonly blobs: BlobStore
  readonly images: ImageStore
  readonly references: ReferenceStore
  /** repository and compressed digest of layers that were pulled: chainID → blob digest. */
  readonly blobDigests: Map<string, string>
  readonly containers: ContainerStore
  readonly runtime: Runtime
  readonly execs: Execs
}

export function createStores(host: DaemonHost): Omit<Daemon, 'runtime' | 'execs'> {
  const blobs = new BlobStore()
  return {
    host,
    layers: new LayerStore(host.kernel.random('layers')),
    blobs,
    images: new ImageStore(blobs),
    references: new ReferenceStore(),
    blobDigests: new Map(),
    containers: new ContainerStore(),
  }
}
