/**
 * The Engine API as types (Docker Engine API 1.50): for every route the path parameters, the query, the body
 * and the reply, in the API's own JSON shapes. The client imports this file and nothing else of the daemon.
 */

import type { Body } from '../base/body.ts'
import type { Platform, RunConfig } from '../oci/types.ts'
import type { BuildApi, BuildCacheSummary } from './api-build.ts'
import type { BuildkitApi } from './api-buildkit.ts'
import type {
  ChangeItem,
  ContainerCreateBody,
  ContainerInspect,
  ContainerSummary,
  ExecCreateBody,
  ExecInspect,
  HostConfig,
  PathArchive,
  PathStat,
  StatsReply,
  TopReply,
  VolumeReply,
} from './api-container.ts'
import type {
  AuthConfig,
  DistributionInspect,
  HistoryEntry,
  ImageDeleteItem,
  ImageInspect,
  ImageSummary,
  ProgressMessage,
  SearchItem,
} from './api-image.ts'
import type { NetworkApi } from './api-network.ts'
import type { SwarmApi } from './api-swarm.ts'

/** `filters` of the API: key → values, as `{"dangling":{"true":true}}` says. */
export type Filters = Readonly<Record<string, readonly string[]>>

/** Answers of three kinds: a value, a stream of messages, a hijacked connection. */
export interface Value<T> {
  readonly kind: 'value'
  readonly value: T
}
export interface Stream<T> {
  readonly kind: 'stream'
  /** The next message; undefined at the end. Throws `EngineError` where the daemon ends with one. */
  next(): Promise<T | undefined>
  /** The reader goes away. */
  close(): void
}
export interface Hijack {
  readonly kind: 'hijack'
  /** Output frames; stdout alone where a terminal is attached. undefined at the end. */
  next(): Promise<OutputFrame | undefined>
  write(bytes: Uint8Array): Promise<void>
  closeWrite(): void
  close(): void
}
export interface OutputFrame {
  readonly stream: 'stdout' | 'stderr'
  readonly bytes: Uint8Array
}

export type * from './api-build.ts'
export type * from './api-buildkit.ts'
export type * from './api-container.ts'
export type * from './api-image.ts'
export type * from './api-network.ts'

/** What one layer says about a path, topmost first. Strata's own route; Docker has none. */
export interface PathOrigin {
  /** `upperdir`, `init`, or the diffID of the layer. */
  Layer: string
  /** Position in the image, base first; -1 for the container's writable layer. */
  Index: number
  /** The path, or the directory above it that decides. */
  Path: string
  Kind: 'file' | 'directory' | 'symlink' | 'whiteout' | 'device' | 'fifo' | 'socket'
  Size: number
  Opaque: boolean
  /** `supplies`: what is seen. `merged`: adds names to it. `hides`: marks a deletion. `hidden`: something above covers it. */
  Role: 'supplies' | 'merged' | 'hides' | 'hidden'
  HiddenBy?: { Index: number; By: 'whiteout' | 'opaque' | 'covered' }
}

/** `GET /version`. */
export interface VersionReply {
  Platform: { Name: string }
  Components: { Name: string; Version: string; Details: Record<string, string> }[]
  Version: string
  ApiVersion: string
  MinAPIVersion: string
  GitCommit: string
  GoVersion: string
  Os: string
  Arch: string
  KernelVersion: string
  Experimental?: boolean
  BuildTime: string
}

/** Something that happened (api/types/events.Message). */
export interface EventMessage {
  /** Action, actor and image once more, as clients before 1.22 read them: of images and containers. */
  status?: string
  id?: string
  from?: string
  Type: 'image' | 'container' | 'volume' | 'network' | 'builder'
  Action: string
  Actor: { ID: string; Attributes: Record<string, string> }
  scope: 'local'
  /** Unix seconds. */
  time: number
  /** Unix nanoseconds: more digits than a number holds. */
  timeNano: bigint
}

/** What was removed under a name of its own, and how many bytes that gave back. */
export type PruneReply<K extends string, T = string> = Record<K, T[] | null> & { SpaceReclaimed: number }

/** What `docker system df` counts. */
export interface DiskUsage {
  /** Bytes of all layers that images use. */
  LayersSize: number
  Images: ImageSummary[]
  Containers: ContainerSummary[]
  Volumes: (VolumeReply & { UsageData: { RefCount: number; Size: number } })[]
  BuildCache: BuildCacheSummary[]
}

/** A plugin of the daemon. Strata's has none. */
export interface PluginSummary {
  readonly Id: string
  readonly Name: string
  readonly Enabled: boolean
  readonly Config: { readonly Description: string }
}

/** Route key → its types. `{}` in the path are parameters. */
export interface EngineApi extends NetworkApi, BuildApi, BuildkitApi, SwarmApi {
  'GET /_ping': { reply: Value<string> }
  'GET /version': { reply: Value<VersionReply> }
  'GET /info': { reply: Value<Record<string, unknown>> }
  'GET /events': {
    query: { since?: string; until?: string; filters?: Filters }
    reply: Stream<EventMessage>
  }
  'GET /system/df': { reply: Value<DiskUsage> }
  'POST /images/prune': {
    query: { filters?: Filters }
    reply: Value<PruneReply<'ImagesDeleted', ImageDeleteItem>>
  }
  'POST /containers/prune': { query: { filters?: Filters }; reply: Value<PruneReply<'ContainersDeleted'>> }
  'GET /images/json': {
    query: { all?: boolean; filters?: Filters; 'shared-size'?: boolean }
    reply: Value<ImageSummary[]>
  }
  'POST /images/create': {
    /** `fromImage` pulls; `fromSrc` imports, `-` what comes with the request. */
    query: {
      fromImage?: string
      tag?: string
      platform?: string
      fromSrc?: string
      repo?: string
      message?: string
      changes?: string[]
    }
    auth?: AuthConfig
    body?: Body
    reply: Stream<ProgressMessage>
  }
  'POST /images/{name}/push': {
    params: { name: string }
    /** `platform` is a JSON object of the image spec. Without a tag all tags of the name go. */
    query: { tag?: string; platform?: string }
    auth?: AuthConfig
    reply: Stream<ProgressMessage>
  }
  'GET /images/search': {
    query: { term: string; limit?: number; filters?: Filters }
    auth?: AuthConfig
    reply: Value<SearchItem[]>
  }
  'GET /distribution/{name}/json': {
    params: { name: string }
    auth?: AuthConfig
    reply: Value<DistributionInspect>
  }
  'POST /auth': { body: AuthConfig; reply: Value<{ Status: string; IdentityToken: string }> }
  'GET /images/{name}/json': {
    params: { name: string }
    query?: { platform?: Platform }
    reply: Value<ImageInspect>
  }
  'GET /images/{name}/history': {
    params: { name: string }
    query?: { platform?: Platform }
    reply: Value<HistoryEntry[]>
  }
  'POST /images/{name}/tag': {
    params: { name: string }
    query: { repo: string; tag: string }
    reply: Value<null>
  }
  'DELETE /images/{name}': {
    params: { name: string }
    query: { force?: boolean; noprune?: boolean; platforms?: Platform[] }
    reply: Value<ImageDeleteItem[]>
  }
  'GET /images/get': { query: { names: string[]; platform?: Platform }; reply: Value<Body> }
  'GET /images/{name}/get': {
    params: { name: string }
    query: { platform?: Platform }
    reply: Value<Body>
  }
  'POST /images/load': {
    query: { quiet?: boolean; platform?: Platform }
    body: Body
    reply: Stream<ProgressMessage>
  }
  'GET /containers/json': {
    query: { all?: boolean; limit?: number; size?: boolean; filters?: Filters }
    reply: Value<ContainerSummary[]>
  }
  'POST /containers/create': {
    query: { name?: string; platform?: string }
    body: ContainerCreateBody
    reply: Value<{ Id: string; Warnings: string[] }>
  }
  'GET /containers/{id}/json': {
    params: { id: string }
    query: { size?: boolean }
    reply: Value<ContainerInspect>
  }
  'POST /containers/{id}/start': { params: { id: string }; reply: Value<null | 'unchanged'> }
  'POST /containers/{id}/stop': {
    params: { id: string }
    query: { t?: number; signal?: string }
    reply: Value<null | 'unchanged'>
  }
  'POST /containers/{id}/restart': {
    params: { id: string }
    query: { t?: number; signal?: string }
    reply: Value<null>
  }
  'POST /containers/{id}/pause': { params: { id: string }; reply: Value<null> }
  'POST /containers/{id}/unpause': { params: { id: string }; reply: Value<null> }
  'POST /containers/{id}/rename': { params: { id: string }; query: { name: string }; reply: Value<null> }
  'POST /containers/{id}/update': {
    params: { id: string }
    body: Partial<HostConfig>
    reply: Value<{ Warnings: string[] | null }>
  }
  'GET /containers/{id}/stats': {
    params: { id: string }
    query: { stream?: boolean; 'one-shot'?: boolean }
    reply: Stream<StatsReply>
  }
  'GET /containers/{id}/top': {
    params: { id: string }
    query: { ps_args?: string }
    reply: Value<TopReply>
  }
  'POST /containers/{id}/kill': { params: { id: string }; query: { signal?: string }; reply: Value<null> }
  'POST /containers/{id}/wait': {
    params: { id: string }
    query: { condition?: string }
    reply: Stream<{ StatusCode: number; Error?: { Message: string } }>
  }
  'POST /containers/{id}/attach': {
    params: { id: string }
    query: {
      stream?: boolean
      stdin?: boolean
      stdout?: boolean
      stderr?: boolean
      logs?: boolean
      /** Typed on a terminal they end the session. */
      detachKeys?: string
    }
    reply: Hijack
  }
  'POST /containers/{id}/resize': {
    params: { id: string }
    query: { h: number; w: number }
    reply: Value<null>
  }
  'GET /containers/{id}/logs': {
    params: { id: string }
    query: {
      stdout?: boolean
      stderr?: boolean
      follow?: boolean
      tail?: string
      /** Unix time. */
      since?: string
      until?: string
      timestamps?: boolean
      details?: boolean
    }
    reply: Hijack
  }
  'GET /containers/{id}/changes': { params: { id: string }; reply: Value<ChangeItem[] | null> }
  'HEAD /containers/{id}/archive': {
    params: { id: string }
    query: { path: string }
    reply: Value<PathStat>
  }
  'GET /containers/{id}/archive': {
    params: { id: string }
    query: { path: string }
    reply: Value<PathArchive>
  }
  /** The body, which may be compressed, is unpacked into the directory `path`. */
  'PUT /containers/{id}/archive': {
    params: { id: string }
    query: { path: string; noOverwriteDirNonDir?: boolean; copyUIDGID?: boolean }
    body: Body
    reply: Value<null>
  }
  'GET /containers/{id}/export': { params: { id: string }; reply: Value<Body> }
  'POST /commit': {
    query: {
      container: string
      repo?: string
      tag?: string
      comment?: string
      author?: string
      pause?: boolean
      changes?: readonly string[]
    }
    /** What the image says of its containers; null for what the container was started with. */
    body: RunConfig | null
    reply: Value<{ Id: string }>
  }
  'DELETE /containers/{id}': {
    params: { id: string }
    query: { force?: boolean; v?: boolean; link?: boolean }
    reply: Value<null>
  }
  'POST /containers/{id}/exec': {
    params: { id: string }
    body: ExecCreateBody
    reply: Value<{ Id: string }>
  }
  'POST /exec/{id}/start': {
    params: { id: string }
    body: { Detach?: boolean; Tty?: boolean }
    reply: Hijack
  }
  'POST /exec/{id}/resize': { params: { id: string }; query: { h: number; w: number }; reply: Value<null> }
  'GET /exec/{id}/json': {
    params: { id: string }
    reply: Value<ExecInspect>
  }
  'GET /volumes': {
    query: { filters?: Filters }
    reply: Value<{ Volumes: VolumeReply[] | null; Warnings: string[] | null }>
  }
  'POST /volumes/create': {
    body: {
      Name?: string
      Driver?: string
      DriverOpts?: Readonly<Record<string, string>> | null
      Labels?: Readonly<Record<string, string>> | null
      ClusterVolumeSpec?: object
    }
    reply: Value<VolumeReply>
  }
  'GET /volumes/{name}': { params: { name: string }; reply: Value<VolumeReply> }
  'DELETE /volumes/{name}': { params: { name: string }; query: { force?: boolean }; reply: Value<null> }
  'POST /volumes/prune': {
    query: { filters?: Filters }
    reply: Value<{ VolumesDeleted: string[]; SpaceReclaimed: number }>
  }
  'GET /strata/explain': {
    query: { container?: string; image?: string; path: string }
    reply: Value<PathOrigin[]>
  }
}

export type RouteKey = keyof EngineApi
export type RequestOf<K extends RouteKey> = Omit<EngineApi[K], 'reply'>
export type ReplyOf<K extends RouteKey> = EngineApi[K]['reply']
