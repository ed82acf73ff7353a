import { EngineError } from '../../../base/errors.ts'
import { parseReference, type Reference, withDefaultTag } from '../../../base/reference.ts'
import { formatPlatform } from '../../../oci/platform.ts'
import type { ImageConfig, Platform } from '../../../oci/types.ts'
import { readTrigger } from '../../dockerfile/instructions.ts'
import { located, within } from '../../dockerfile/location.ts'
import { meant } from '../../dockerfile/nearest.ts'
import { type ImageSource, newVertex, type Vertex } from '../graph.ts'
import type { Finding } from '../lint/linter.ts'
import type { Conversion } from './conversion.ts'
import { reachableFrom, registerCommands } from './stage-graph.ts'
import { draftOf, emptyDraft, prefixed, SCRATCH, type StageState } from './stage-state.ts'

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

/** Looks up the images that the target needs; triggers of ONBUILD may bring more. Returns the stages that are needed. */
export async function resolve(
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
