import type { RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { BuildArgs } from './build-args.ts'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** A stage as far as it has come. */
export interface StageState {
  /** What the last step gave; none at the start of a stage from scratch. */
  image: StoredImage | undefined
  config: RunConfig
  maintainer: string
  /** CMD was set in this stage. */
  cmdSet: boolean
  readonly args: BuildArgs
}

/** A stage that starts from an image: its config, with a PATH in any case. */
export function beginStage(image: StoredImage | undefined, args: BuildArgs): StageState {
  const base = image?.config.config ?? {}
  const env = base.Env ?? []
  const config = {
    ...base,
    Env: env.some((pair) => pair.startsWith('PATH=')) ? env : [...env, PATH],
    OpenStdin: false,
    StdinOnce: false,
  }
  return { image, config, maintainer: '', cmdSet: false, args }
}

/** `NAME=value` of what the words of an instruction may use. */
export const variablesOf = ({ config, args }: StageState): string[] => {
  const env = config.Env ?? []
  return [...env, ...args.pairsBeside(env)]
}
