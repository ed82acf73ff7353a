/** Images, logins and searches in the Engine API (moby, api/types/image and api/types/registry). */

export interface ImageSummary {
  Containers: number
  Created: number
  Id: string
  Labels: Record<string, string> | null
  ParentId: string
  RepoDigests: string[]
  RepoTags: string[]
  SharedSize: number
  Size: number
}

export interface ImageConfigReply {
  ArgsEscaped?: boolean
  Cmd: string[] | null
  Entrypoint: string[] | null
  Env: string[] | null
  ExposedPorts?: Record<string, object>
  Healthcheck?: unknown
  Labels: Record<string, string> | null
  OnBuild: string[] | null
  StopSignal?: string
  Shell?: string[]
  User: string
  Volumes: Record<string, object> | null
  WorkingDir: string
}

export interface ImageInspect {
  Id: string
  RepoTags: string[]
  RepoDigests: string[]
  Parent: string
  Comment: string
  Created: string
  DockerVersion: string
  Author: string
  Architecture: string
  Variant?: string
  Os: string
  Size: number
  GraphDriver: { Data: Record<string, string> | null; Name: string }
  RootFS: { Type: string; Layers: string[] }
  Metadata: { LastTagTime: string }
  Config: ImageConfigReply
}

export interface HistoryEntry {
  Comment: string
  Created: number
  CreatedBy: string
  Id: string
  Size: number
  Tags: string[] | null
}

/** Who somebody is to a registry: what the X-Registry-Auth header carries. */
export interface AuthConfig {
  username?: string
  password?: string
  auth?: string
  serveraddress?: string
  /** Stands for the password, where a registry gave one out. */
  identitytoken?: string
  registrytoken?: string
}

export interface SearchItem {
  star_count: number
  is_official: boolean
  name: string
  is_automated: boolean
  description: string
}

/** What a registry says of a name, asked without pulling. */
export interface DistributionInspect {
  Descriptor: { mediaType: string; digest: string; size: number }
  Platforms: { architecture: string; os: string; variant?: string }[]
}

/** One line of the progress stream of pull, push, load (`jsonmessage`). */
export interface ProgressMessage {
  status?: string
  id?: string
  stream?: string
  progressDetail?: { current?: number; total?: number; units?: string; hidecounts?: boolean }
  error?: string
  errorDetail?: { message: string; code?: number }
  /** For programs: what a push left in the registry, or the ID of the image that a stage of a build gave. */
  aux?: { Tag: string; Digest: string; Size: number } | { ID: string }
}

export interface ImageDeleteItem {
  Untagged?: string
  Deleted?: string
}
