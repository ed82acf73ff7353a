import type { Body } from '../base/body.ts'
import type { Filters, PruneReply, Stream, Value } from './api.ts'
import type { Ulimit } from './api-container.ts'
import type { ProgressMessage } from './api-image.ts'

/** How `docker build` asks for an image. `buildargs` and `labels` are JSON objects; a null is a value that was not given. */
export interface BuildQuery {
  t?: string[]
  dockerfile?: string
  remote?: string
  q?: boolean
  nocache?: boolean
  cachefrom?: readonly string[]
  pull?: boolean
  rm?: boolean
  forcerm?: boolean
  buildargs?: Readonly<Record<string, string | null>>
  labels?: Readonly<Record<string, string | null>>
  target?: string
  platform?: string
  networkmode?: string
  /** Bytes. */
  memory?: number
  memswap?: number
  shmsize?: number
  /** Microseconds. */
  cpuperiod?: number
  cpuquota?: number
  cpushares?: number
  cpusetcpus?: string
  cpusetmems?: string
  ulimits?: readonly Ulimit[]
  extrahosts?: string[]
  cgroupparent?: string
  isolation?: string
  securityopt?: readonly string[]
  /** `2` asks for BuildKit. */
  version?: string
}

/** A record of the build cache (api/types/build.CacheRecord). */
export interface BuildCacheSummary {
  ID: string
  Parents: string[]
  Type: string
  Description: string
  InUse: boolean
  Shared: boolean
  Size: number
  CreatedAt: string
  LastUsedAt: string | null
  UsageCount: number
}

export interface BuildApi {
  'POST /build': { query: BuildQuery; body: Body; reply: Stream<ProgressMessage> }
  'POST /build/prune': {
    query: { all?: boolean; filters?: Filters }
    reply: Value<PruneReply<'CachesDeleted'>>
  }
}
