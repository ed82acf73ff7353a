import { EngineError } from '../../../base/errors.ts'
import { IgnoreRules } from '../../../base/ignore-rules.ts'
import { parseReference, type Reference, withDefaultTag } from '../../../base/reference.ts'
import { formatPlatform, parsePlatform } from '../../../oci/platform.ts'
import type { ImageConfig, Platform } from '../../../oci/types.ts'
import type { Stage } from '../../dockerfile/commands.ts'
import { directiveOf } from '../../dockerfile/directives.ts'
import { readDockerfile, readTrigger } from '../../dockerfile/instructions.ts'
import { lexWord } from '../../dockerfile/lex.ts'
import { DockerfileError, located, within } from '../../dockerfile/location.ts'
import { meant } from '../../dockerfile/nearest.ts'
import { type ImageSource, newVertex, type Vertex } from '../graph.ts'
import {
  checkCasing,
  checkDefaultBases,
  checkFromArgs,
  checkNode,
  checkPlatform,
  checkStageNames,
} from '../lint/checks.ts'
import { type Finding, Linter } from '../lint/linter.ts'
import { Conversion } from './conversion.ts'
import { dispatch } from './dispatch.ts'
import { metaArgs, predefinedArgs } from './meta-args.ts'
import type { FrontendOptions } from './options.ts'
import { checkCycles, findStage, reachableFrom, registerCommands } from './stage-graph.ts'
import {
  draftOf,
  emptyDraft,
  type ImageDraft,
  newState,
  prefixed,
  SCRATCH,
  type StageState,
} from './stage-state.ts'

/** What the frontend asks for on its way. */
export interface Asks {
  /** Config of an image, and where its files are to be had. */
  image(
    reference: Reference,
    platform: Platform,
    context?: string,
  ): Promise<{ config: ImageConfig; source: ImageSource }>
  /** The text of the rules for the context; '' where there are none. */
  ignoreRules(): Promise<string>
  /** The same for a folder that was given a name. */
  contextRules(name: string): Promise<string>
  warn(finding: Finding): void
}

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

/** Looks up the images that the target needs; triggers of ONBUILD may bring more. Returns the stages that are needed. */
async function resolve(
  conversion: Conversion,
  states: StageState[],
  target: StageState,
  asks: Asks,
  all: boolean,
): Promise<ReadonlySet<StageState>> {
  for (;;) {
    const reachable = reachableFrom(target)
    for (const state of [...states]) {
      if (state.parent || state.resolved || !(all || reachable.has(state))) continue
      state.resolved = true
      await resolveBase(
        conversion,
        state,
        asks,
        states.filter(({ unregistered }) => !unregistered).map(({ name }) => name),
      )
    }
    let more = false
    for (const state of states)
      if (all || reachable.has(state)) more = trigger(conversion, states, state) || more
    if (!more) return reachable
  }
}

async function resolveBase(
  conversion: Conversion,
  state: StageState,
  asks: Asks,
  names: readonly string[],
): Promise<void> {
  const { options, lint } = conversion
  const { range } = state.stage
  if (state.base === SCRATCH) {
    state.platform = options.platform
    state.image = emptyDraft(options.platform)
    state.dispatched = state.unregistered
    return
  }
  const named = options.contexts[state.stage.as] ?? options.contexts[state.base]
  try {
    if (named !== undefined && !named.startsWith('docker-image://')) {
      state.vertex = contextVertex(state.base, named, await asks.contextRules(named))
      state.dispatched = true
      return
    }
    const wanted = named === undefined ? state.base : named.slice('docker-image://'.length)
    const reference = parsed(wanted)
    const platform = state.platform ?? options.platform
    let found: Awaited<ReturnType<Asks['image']>>
    try {
      found = await asks.image(reference, platform, named === undefined ? undefined : state.base)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new EngineError(
        error.code,
        `${state.base}: ${error.message}${meant(state.base, [...names, ...COMMON_IMAGES])}`,
      )
    }
    const { config, source } = found
    state.began = config
    state.image = draftOf(config)
    const { platform: actual } = state.image
    if (actual.os !== platform.os || actual.architecture !== platform.architecture)
      lint.report(
        'InvalidBaseImagePlatform',
        range,
        state.base,
        formatPlatform(platform),
        formatPlatform(actual),
      )
    state.platform = platform
    if (config.rootfs.diff_ids.length > 0)
      state.vertex = newVertex({
        name:
          named === undefined
            ? prefixed(state, `FROM ${source.reference}`)
            : `[context ${state.base}] ${wanted}`,
        op: { kind: 'image', source },
        inputs: [],
        ignoreCache: false,
        range,
      })
    state.dispatched = state.unregistered
  } catch (error) {
    throw located(error, range)
  }
}

/** Names that somebody may have meant by one that is none. */
const COMMON = ['alpine', 'busybox', 'centos', 'debian', 'golang', 'ubuntu', 'fedora']
const COMMON_IMAGES = COMMON.flatMap((name) => [
  name,
  `docker.io/library${name}`,
  `${name}:latest`,
  `docker.io/library${name}:latest`,
])

function parsed(name: string): Reference {
  try {
    return withDefaultTag(parseReference(name))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError('invalid', `failed to parse stage name ${JSON.stringify(name)}: ${error.message}`)
  }
}

const contextVertex = (name: string, local: string, exclude: string): Vertex =>
  newVertex({
    name: `[context ${name}] load from client`,
    op: { kind: 'local', name: local, follow: undefined, exclude },
    inputs: [],
    ignoreCache: false,
    range: undefined,
  })

/** Puts the triggers of the base before a stage's own commands. True where they need stages that are not resolved. */
function trigger(conversion: Conversion, all: StageState[], state: StageState): boolean {
  if (state.triggered) return false
  state.triggered = true
  const own = state.parent
    ? state.parent.commands.flatMap(({ command }) => (command.kind === 'onbuild' ? [command.expression] : []))
    : (state.image.config.OnBuild ?? [])
  const { OnBuild: _done, ...config } = state.image.config
  state.image.config = config
  if (own.length === 0) return false
  return within(state.stage.range, () => {
    const commands = own.map((expression) => ({
      command: readTrigger(expression, state.stage),
      sources: [],
      onbuild: true,
    }))
    state.commands = [...commands, ...state.commands]
    state.total += commands.length
    return registerCommands(all, conversion.options.platform, conversion.escapeToken)
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
