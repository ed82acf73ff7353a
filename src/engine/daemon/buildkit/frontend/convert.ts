import { EngineError } from '../../../base/errors.ts'
import { IgnoreRules } from '../../../base/ignore-rules.ts'
import { parsePlatform } from '../../../oci/platform.ts'
import type { ImageConfig } from '../../../oci/types.ts'
import type { Stage } from '../../dockerfile/commands.ts'
import { directiveOf } from '../../dockerfile/directives.ts'
import { readDockerfile } from '../../dockerfile/instructions.ts'
import { lexWord } from '../../dockerfile/lex.ts'
import { DockerfileError, within } from '../../dockerfile/location.ts'
import { meant } from '../../dockerfile/nearest.ts'
import type { Vertex } from '../graph.ts'
import {
  checkCasing,
  checkDefaultBases,
  checkFromArgs,
  checkNode,
  checkPlatform,
  checkStageNames,
} from '../lint/checks.ts'
import { Linter } from '../lint/linter.ts'
import { type Asks, resolve } from './bases.ts'
import { Conversion } from './conversion.ts'
import { dispatch } from './dispatch.ts'
import { metaArgs, predefinedArgs } from './meta-args.ts'
import type { FrontendOptions } from './options.ts'
import { checkCycles, findStage, registerCommands } from './stage-graph.ts'
import { type ImageDraft, newState, SCRATCH, type StageState } from './stage-state.ts'

/** The graph of the target, and the image that is to be written of it. */
export interface Converted {
  readonly conversion: Conversion
  readonly target: StageState
  readonly stages: readonly StageState[]
  /** Undefined: no files at all. */
  readonly vertex: Vertex | undefined
  readonly image: ImageDraft
  readonly base: ImageConfig | undefined
}

const fail = (text: string): EngineError => new EngineError('invalid', text)

/** Turns a Dockerfile into a graph (BuildKit, dockerfile2llb, Dockerfile2LLB). Throws `DockerfileError`, `EngineError`. */
export async function convert(
  text: string,
  options: FrontendOptions,
  entitlements: ReadonlySet<string>,
  asks: Asks,
  allStages = false,
): Promise<Converted> {
  if (text === '') throw fail('the Dockerfile cannot be empty')
  const check = options.args.BUILDKIT_DOCKERFILE_CHECK ?? directiveOf(text, 'check') ?? ''
  const lint = Linter.of(check, (finding) => asks.warn(finding))
  const file = readDockerfile(text, (node) => checkNode(node, lint))
  for (const { line } of file.gaps) lint.report('NoEmptyContinuation', { start: line, end: line })
  const { stages, globals, escapeToken } = file
  if (stages.length === 0) throw fail('dockerfile contains no stages to build')
  checkStageNames(stages, lint)
  checkCasing(stages, lint)
  const predefined = predefinedArgs(options, stages.at(-1)!.as)
  checkDefaultBases(stages, metaArgs(predefined, globals, {}, escapeToken).args, escapeToken, lint)
  const { args, declared } = metaArgs(predefined, globals, options.args, escapeToken)
  const conversion = new Conversion({
    options,
    lint,
    escapeToken,
    globals: args,
    entitlements,
    epoch: epochOf(options.args.SOURCE_DATE_EPOCH ?? args.get('SOURCE_DATE_EPOCH')),
  })
  const states: StageState[] = []
  for (const stage of stages)
    states.push(beginStage(conversion, stage, states, [...args.keys(), ...declared], states.length))
  const target = options.target === '' ? states.at(-1)! : findStage(states, options.target)
  if (!target)
    throw fail(
      `target stage ${JSON.stringify(options.target)} could not be found${meant(
        options.target,
        states.map(({ name }) => name),
      )}`,
    )
  registerCommands(states, options.platform, escapeToken)
  checkCycles(states)
  if (states.length === 1) states[0]!.name = ''
  const reachable = await resolve(conversion, states, target, asks, allStages)
  const rules = await asks.ignoreRules()
  if (rules.trim() !== '') conversion.ignore = { matcher: new IgnoreRules(rules), text: rules }
  for (const state of [...states]) {
    if (!allStages && (!reachable.has(state) || state.dispatched)) continue
    if (state.unregistered) continue
    enter(state)
    for (const one of state.commands) within(one.command.range, () => dispatch(conversion, state, one))
  }
  const { config } = target.image
  if (Object.keys(options.labels).length > 0)
    target.image.config = { ...config, Labels: { ...config.Labels, ...options.labels } }
  if (options.platformGiven) target.image.platform = options.platform
  lint.finish()
  conversion.closeContext()
  return {
    conversion,
    target,
    stages: states,
    vertex: target.vertex,
    image: target.image,
    base: root(target).began,
  }
}

const root = (state: StageState): StageState => (state.parent ? root(state.parent) : state)

function epochOf(text: string | undefined): bigint | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^-?\d+$/.test(text))
    throw fail(
      `invalid SOURCE_DATE_EPOCH: ${text}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  return BigInt(text) * 1_000_000_000n
}

/** A FROM: its name and platform with their variables replaced, and the stage that it goes on from. */
function beginStage(
  { options, globals, escapeToken, lint }: Conversion,
  stage: Stage,
  before: readonly StageState[],
  known: readonly string[],
  index: number,
): StageState {
  const { range } = stage
  return within(range, () => {
    const named = lexWord(stage.base, globals, escapeToken)
    checkFromArgs(named.unmatched, known, range, lint)
    if (named.result === '') throw fail(`base name (${stage.base}) should not be blank`)
    const state = newState(stage, options.platform, { base: named.result })
    if (stage.platform !== '') {
      const lexed = lexWord(stage.platform, globals, escapeToken)
      checkFromArgs(lexed.unmatched, known, range, lint)
      if (lexed.result === '')
        throw fail(
          `empty platform value from expression ${stage.platform}${[...lexed.unmatched].map((name) => meant(name, globals.keys()))[0] ?? ''}`,
        )
      try {
        state.platform = parsePlatform(lexed.result, options.buildPlatform)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        // It is told of twice.
        throw new DockerfileError(`failed to parse platform ${stage.platform}: ${error.message}`, range, [
          range,
        ])
      }
      checkPlatform(stage, lexed, globals, lint)
    }
    state.parent = findStage(before, named.result)
    if (stage.as === '') state.name = `stage-${index}`
    const first = named.result !== SCRATCH && !state.parent ? 1 : 0
    const steps = stage.commands.filter(({ kind }) => ['add', 'copy', 'run', 'workdir'].includes(kind))
    state.total = first + steps.length
    state.ignoreCache = options.noCache === 'all' || options.noCache.includes(stage.as)
    return state
  })
}

/** What a stage takes over from where it goes on. */
function enter(state: StageState): void {
  state.dispatched = true
  const { parent } = state
  if (parent) {
    state.vertex = parent.vertex
    state.platform = parent.platform
    const { OnBuild: _none, ...config } = parent.image.config
    state.image = { ...parent.image, config, history: [...parent.image.history] }
    state.env = new Map(parent.env)
    state.args = [...parent.args]
    state.workdirSet = parent.workdirSet
    state.cwd = parent.cwd
    state.user = parent.user
  }
  const { config } = state.image
  const env = config.Env ?? []
  if (!env.some((pair) => pair.startsWith('PATH='))) state.image.config = { ...config, Env: [...env, PATH] }
  for (const pair of state.image.config.Env ?? []) {
    const at = pair.indexOf('=')
    state.env.set(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1))
  }
  if (config.WorkingDir) state.cwd = config.WorkingDir
  if (config.User) state.user = config.User
}

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
