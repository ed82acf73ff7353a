import { EngineError } from '../../../base/errors.ts'
import type { Platform } from '../../../oci/types.ts'
import type { Command } from '../../dockerfile/commands.ts'
import { lexWord, NO_ENV } from '../../dockerfile/lex.ts'
import { DockerfileError, type Range } from '../../dockerfile/location.ts'
import { mountFrom } from '../../dockerfile/mounts.ts'
import { newState, SCRATCH, type StageState } from './stage-state.ts'

const fail = (text: string): EngineError => new EngineError('invalid', text)

/** The last stage of a name, in any case. */
export const findStage = (states: readonly StageState[], name: string): StageState | undefined =>
  states.findLast(
    ({ stage, unregistered }) => !unregistered && stage.as !== '' && stage.as === name.toLowerCase(),
  )

/** Finds the stages that commands take files from. True where there are new ones: images that only a command names. */
export function registerCommands(states: StageState[], platform: Platform, escapeToken: string): boolean {
  const before = states.length
  for (const state of [...states]) {
    const own = state.stage.commands.map((command) => ({ command, sources: [], onbuild: false }))
    const commands = state.commands.length > 0 ? state.commands : own
    state.commands = commands.map((one) =>
      one.sources.length > 0
        ? one
        : { ...one, sources: sourcesOf(states, one.command, platform, escapeToken) },
    )
  }
  return states.length > before
}

function sourcesOf(
  states: StageState[],
  command: Command,
  platform: Platform,
  escapeToken: string,
): StageState[] {
  const unregistered = (base: string): StageState => {
    const known = states.find((one) => one.unregistered && one.base === base)
    if (known) return known
    const stage = {
      name: '',
      source: '',
      range: command.range,
      comments: [],
      base,
      as: '',
      platform: '',
      commands: [],
    }
    const state = newState(stage, platform, { unregistered: true })
    states.push(state)
    return state
  }
  if (command.kind === 'run') {
    const froms = command.mounts.map(mountFrom)
    return froms.map((from) => findStage(states, from || SCRATCH) ?? unregistered(from || SCRATCH))
  }
  if (command.kind !== 'copy' || command.from === '') return []
  const { from } = command
  if (lexWord(from, NO_ENV, escapeToken).result !== from)
    throw fail(
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
    )
  if (!/^[+-]?\d+$/.test(from)) return [findStage(states, from) ?? unregistered(from)]
  const found = states[Number(from)]
  if (!found) throw fail(`invalid stage index ${Number(from)}`)
  return [found]
}

/** A stage and all that it needs. */
export function reachableFrom(state: StageState, found = new Set<StageState>()): ReadonlySet<StageState> {
  if (found.has(state)) return found
  found.add(state)
  if (state.parent) reachableFrom(state.parent, found)
  for (const { sources } of state.commands) for (const source of sources) reachableFrom(source, found)
  return found
}

/** Throws where a stage needs itself, with all commands on the way there. */
export function checkCycles(states: readonly StageState[]): void {
  const visited = new Set<StageState>()
  const path = new Set<StageState>()
  const visit = (state: StageState, way: readonly Range[], first: StageState): void => {
    if (visited.has(state)) return
    visited.add(state)
    path.add(state)
    for (const { command, sources } of state.commands)
      for (const source of sources) {
        const [last, ...before] = [...way, command.range].reverse()
        if (path.has(source))
          throw new DockerfileError(`circular dependency detected on stage: ${first.name}`, last!, before)
        visit(source, [...way, command.range], first)
      }
    path.delete(state)
  }
  for (const state of states) visit(state, [], state)
}
