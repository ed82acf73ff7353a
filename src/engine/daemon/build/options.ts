import type { Platform } from '../../oci/types.ts'
import type { HostConfig } from '../api.ts'
import type { GivenArgs } from './build-args.ts'

/** How an image is to be built. */
export interface BuildOptions {
  /** Path within the context; '' for `Dockerfile`. */
  readonly dockerfile: string
  /** Names to give to the image. */
  readonly tags: readonly string[]
  readonly args: GivenArgs
  readonly labels: Readonly<Record<string, string>>
  /** Stage to stop after; '' for the last. */
  readonly target: string
  readonly noCache: boolean
  /** Images that alone serve as cache; none named is what was built here. */
  readonly cacheFrom: readonly string[]
  readonly pull: boolean
  /** Intermediate containers go: after a step that went well, and after any. */
  readonly remove: boolean
  readonly forceRemove: boolean
  readonly platform: Platform | undefined
  /** How the containers of RUN are set into their host. */
  readonly hostConfig: Partial<HostConfig>
}

/** A step that ended the build, with the exit code that the client is to take over. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
  readonly exit: number
  constructor(message: string, exit: number) {
    super(message)
    this.exit = exit
  }
}
