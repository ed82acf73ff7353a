import type { History, ImageConfig, Platform, RunConfig } from '../../../oci/types.ts'
import type { Command, Declared, Stage } from '../../dockerfile/commands.ts'
import type { Env } from '../../dockerfile/lex.ts'
import type { Range } from '../../dockerfile/location.ts'
import type { Vertex } from '../graph.ts'

export const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
export const SCRATCH = 'scratch'
const COMMENT = 'buildkit.dockerfile.v0'

/** The image that a stage makes, as far as it has come. */
export interface ImageDraft {
  config: RunConfig
  author: string | undefined
  platform: Platform
  /** Rows without a time: that is known once their layers are made. */
  history: History[]
}

/** A command and the stages that it takes files from. */
export interface StageCommand {
  readonly command: Command
  readonly sources: readonly StageState[]
  readonly onbuild: boolean
}

/** A stage on its way through the frontend (BuildKit, dockerfile2llb, dispatchState). */
export interface StageState {
  readonly stage: Stage
  /** What it starts from, its variables replaced. */
  base: string
  platform: Platform | undefined
  /** The stage that it goes on from. */
  parent: StageState | undefined
  /** An image or a context that only a command names. */
  readonly unregistered: boolean
  name: string
  commands: StageCommand[]
  total: number
  index: number
  onbuild: boolean
  triggered: boolean
  dispatched: boolean
  resolved: boolean
  ignoreCache: boolean
  /** Undefined: from scratch. */
  vertex: Vertex | undefined
  image: ImageDraft
  /** Config of the image that it began with. */
  began: ImageConfig | undefined
  /** Variables of the commands, in order. */
  env: Map<string, string>
  args: Declared[]
  cwd: string
  user: string
  workdirSet: boolean
  readonly used: { cmd: Range | undefined; entrypoint: Range | undefined; healthcheck: Range | undefined }
  cmdSet: boolean
}

export const emptyDraft = (platform: Platform): ImageDraft => ({
  config: { Env: [DEFAULT_PATH], WorkingDir: '/' },
  author: undefined,
  platform,
  history: [],
})

/** The draft that goes on from an image. */
export const draftOf = (config: ImageConfig): ImageDraft => ({
  config: config.config ?? {},
  author: config.author,
  platform: {
    architecture: config.architecture,
    os: config.os,
    ...(config.variant && { variant: config.variant }),
  },
  history: [...(config.history ?? [])],
})

export function newState(
  stage: Stage,
  platform: Platform,
  { unregistered = false, base = stage.base }: { unregistered?: boolean; base?: string } = {},
): StageState {
  return {
    stage,
    base,
    platform: undefined,
    parent: undefined,
    unregistered,
    name: stage.as,
    commands: [],
    total: 0,
    index: 0,
    onbuild: false,
    triggered: false,
    dispatched: false,
    resolved: false,
    ignoreCache: false,
    vertex: undefined,
    image: emptyDraft(platform),
    began: undefined,
    env: new Map(),
    args: [],
    cwd: '/',
    user: '',
    workdirSet: false,
    used: { cmd: undefined, entrypoint: undefined, healthcheck: undefined },
    cmdSet: false,
  }
}

export const environmentOf = ({ env }: StageState): Env => ({
  get: (name) => env.get(name),
  keys: () => [...env.keys()],
})

/** One more row of the history. */
export function addHistory({ image }: StageState, text: string, layer: boolean, marked = layer): void {
  image.history.push({
    created_by: marked ? `${text} # buildkit` : text,
    comment: COMMENT,
    ...(!layer && { empty_layer: true }),
  })
}

/** `[stage 2/5] ` before what a step is called. */
export function prefixed(state: StageState, text: string): string {
  if (state.total === 0) return text
  state.index++
  const stage = state.name === '' ? '' : `${state.name} `
  const number = String(state.index).padStart(String(state.total).length)
  return `[${stage}${number}/${state.total}] ${state.onbuild ? 'ONBUILD ' : ''}${text}`
}
