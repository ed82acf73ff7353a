import type { Platform } from '../../../oci/types.ts'
import type { Ulimit } from '../../api-container.ts'

/** What the client asks of the frontend, besides files. */
export interface FrontendOptions {
  readonly target: string
  /** The context is there already: no step brings it. */
  readonly archive: boolean
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Stages that take nothing from the cache; `all` for every one. */
  readonly noCache: 'all' | readonly string[]
  readonly pull: boolean
  readonly platform: Platform
  /** The platform was asked for. */
  readonly platformGiven: boolean
  readonly buildPlatform: Platform
  readonly network: 'default' | 'none' | 'host'
  /** `ADDRESS\tNAME` lines of /etc/hosts. */
  readonly hosts: readonly string[]
  readonly shmSize: number
  readonly limits: readonly Ulimit[]
  /** Other sources by name: `docker-image://…`, `local:NAME`. */
  readonly contexts: Readonly<Record<string, string>>
}
