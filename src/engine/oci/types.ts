import type { BlobDigest, DiffID } from '../base/digest.ts'

/** Where an image runs (image-index.md, "platform"; config.md). `variant` as in `v8`; absent on amd64. */
export interface Platform {
  readonly architecture: string
  readonly os: string
  readonly variant?: string
}

/** Points at a blob: what it is, its digest, its size in bytes (descriptor.md). */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: BlobDigest
  readonly size: number
  /** Only in an index. */
  readonly platform?: Platform
  readonly annotations?: Readonly<Record<string, string>>
}

/** One platform's image: its config and its layers, base first (manifest.md). */
export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** Manifests by platform (image-index.md). */
export interface Index {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly manifests: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** How to see whether a container is well. Times in nanoseconds. */
export interface Healthcheck {
  readonly Test?: readonly string[]
  readonly Interval?: number
  readonly Timeout?: number
  readonly StartPeriod?: number
  readonly StartInterval?: number
  readonly Retries?: number
}

/** What a container starts with (config.md, "config", and Docker's additions). Absent and null mean unset. */
export interface RunConfig {
  readonly Hostname?: string
  readonly Domainname?: string
  readonly User?: string
  readonly AttachStdin?: boolean
  readonly AttachStdout?: boolean
  readonly AttachStderr?: boolean
  readonly ExposedPorts?: Readonly<Record<string, object>>
  readonly Tty?: boolean
  readonly OpenStdin?: boolean
  readonly StdinOnce?: boolean
  readonly Env?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
  readonly Healthcheck?: Healthcheck
  readonly ArgsEscaped?: boolean
  readonly Image?: string
  readonly Volumes?: Readonly<Record<string, object>> | null
  readonly WorkingDir?: string
  readonly Entrypoint?: readonly string[] | null
  readonly OnBuild?: readonly string[] | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly StopSignal?: string
  readonly StopTimeout?: number
  readonly Shell?: readonly string[]
}

/** One step of an image's making (config.md, "history"). Without `empty_layer` it made one layer. */
export interface History {
  readonly created?: string
  readonly author?: string
  readonly created_by?: string
  readonly comment?: string
  readonly empty_layer?: boolean
}

/** The config document of an image (config.md). Times are RFC 3339. */
export interface ImageConfig {
  readonly architecture: string
  readonly os: string
  readonly variant?: string
  readonly author?: string
  readonly comment?: string
  readonly created?: string
  readonly config?: RunConfig
  /** Written by the classic builder and by commit. */
  readonly container?: string
  readonly container_config?: RunConfig
  readonly docker_version?: string
  readonly history?: readonly History[]
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly DiffID[] }
}
