import { encode } from '../../base/text.ts'
import type { Arity, Command } from './command.ts'
import type { FlagScope, Flags } from './flags.ts'
import { helpFlag } from './global-flags.ts'
import { parseFlags } from './parse.ts'

/** A command and how it was reached. */
export interface Located {
  readonly command: Command
  /** `docker container ls`, with the names proper, not the aliases used. */
  readonly path: string
  /** Path of the command above it. */
  readonly parent: string
  readonly experimental: boolean
  /** Works with an experimental daemon only. */
  readonly experimentalDaemon: boolean
  /** Works on a node of a swarm only. */
  readonly needsSwarm: boolean
  /** `--help` was given to a command on the way. */
  readonly wantsHelp: boolean
  /** Warnings of deprecated flags on the way. */
  readonly notices: readonly string[]
  /** What was found on the way here and is left for the command itself. */
  readonly args: readonly string[]
}

/** The start of every way: the client's own command. */
export const atRoot = (command: Command): Located => ({
  command,
  path: command.name,
  parent: '',
  experimental: false,
  experimentalDaemon: false,
  needsSwarm: false,
  args: [],
  wantsHelp: false,
  notices: [],
})

export const childOf = (command: Command, word: string): Command | undefined =>
  command.commands?.find(({ name, aliases }) => name === word || aliases?.includes(word))

const takesValue = (flags: Flags, name: string): boolean => {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
  return flag?.type.alone === undefined
}
const shortTakesValue = (flags: Flags, letter: string): boolean =>
  !Object.values(flags).some((flag) => flag.short === letter && flag.type.alone !== undefined)

/**
 * Goes down from `command` to the one that `args` names, past the flags on the way (cobra, `Traverse`). A word that
 * names no command stays with the arguments.
 */
export function traverse(located: Located, scope: FlagScope): Located {
  const { command, args } = located
  const table = { ...helpFlag, ...command.flags }
  const flags: string[] = []
  let wantsValue = false
  for (const [i, word] of args.entries()) {
    const plainLong = word.startsWith('--') && !word.includes('=')
    if (plainLong) wantsValue = takesValue(table, word.slice(2))
    const plainShort =
      !plainLong &&
      word.startsWith('-') &&
      encode(word).length === 2 &&
      word !== '-=' &&
      shortTakesValue(table, word[1]!)
    if (plainShort) wantsValue = true
    if (plainLong || plainShort) {
      flags.push(word)
      continue
    }
    if (wantsValue) {
      wantsValue = false
      flags.push(word)
      continue
    }
    if (/^-./.test(word)) {
      flags.push(word)
      continue
    }
    const child = childOf(command, word)
    if (!child) return located
    const { values, notices } = parseFlags(table, flags, { scope })
    const passed = {
      ...located,
      wantsHelp: located.wantsHelp || values.help === true,
      notices: [...located.notices, ...notices],
    }
    return traverse(below(passed, child, args.slice(i + 1)), scope)
  }
  return located
}

export const below = (located: Located, child: Command, args: readonly string[]): Located => ({
  ...located,
  command: child,
  path: `${located.path} ${child.name}`,
  parent: located.path,
  experimental: located.experimental || child.experimental === true,
  experimentalDaemon: located.experimentalDaemon || child.experimentalDaemon === true,
  needsSwarm: located.needsSwarm || child.needsSwarm === true,
  args,
})

const plural = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`

/** What Docker says about a wrong number of arguments; undefined where it is right. */
export function arityError(located: Located, useLine: string, args: readonly string[]): string | undefined {
  const { command, path } = located
  const { min, max, plain }: Arity = command.args
  const count = args.length
  if (count >= min && count <= max) return undefined
  if (plain) return `accepts ${min} arg(s), received ${count}`
  const tail = (verb: string): string =>
    `\n\nUsage:  ${useLine}\n\n${verb} '${path} --help' for more information`
  if (max === 0 && command.commands) return `docker: unknown command: ${path} ${args[0]}${tail('Run')}`
  const say = (what: string, verb: string): string => `docker: '${path}' ${what}${tail(verb)}`
  if (max === 0) return say('accepts no arguments', 'Run')
  if (min === max) return say(`requires ${plural(min)}`, 'Run')
  if (max === Number.POSITIVE_INFINITY) return say(`requires at least ${plural(min)}`, 'See')
  // The client's own misspelling.
  if (min === 0) return say(`requires at most ${plural(max)}`, 'SRun')
  return say(`requires at least ${min} and at most ${plural(max)}`, 'Run')
}
