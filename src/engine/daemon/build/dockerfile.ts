import { EngineError } from '../../base/errors.ts'
import { changesConfig, checkInstruction } from '../changes/apply.ts'
import { type Instruction, parseInstructions } from '../changes/lines.ts'
import { nameValues } from '../changes/words.ts'
import { jsonWords } from '../dockerfile/json-words.ts'
import { nearest } from '../dockerfile/nearest.ts'
import { splitWords } from '../dockerfile/split.ts'

/** One FROM and what follows it. */
export interface Stage {
  /** In lower case; '' without AS. */
  readonly name: string
  /** What it starts from, variables and all. */
  readonly base: string
  readonly platform: string
  readonly source: string
  readonly commands: readonly Instruction[]
}

export interface Dockerfile {
  /** The ARGs before the first FROM. */
  readonly metaArgs: readonly Instruction[]
  readonly stages: readonly Stage[]
  /** Instructions with empty lines in them. */
  readonly warned: readonly string[]
}

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** Instructions that are not about the config alone, with the flags that they know. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  add: ['chown', 'chmod', 'link', 'keep-git-dir', 'checksum', 'unpack'],
  arg: [],
  copy: ['from', 'chown', 'chmod', 'link'],
  from: ['platform'],
  maintainer: [],
  run: ['mount', 'network', 'security'],
  shell: [],
}
const NAMES = [
  ...Object.keys(OTHERS),
  ...['cmd', 'entrypoint', 'env', 'expose', 'healthcheck', 'label', 'onbuild', 'stopsignal', 'user'],
  ...['volume', 'workdir'],
]

/** Sources and destination of COPY and ADD. */
export const copyWords = (rest: string): string[] => jsonWords(rest) ?? splitWords(rest)

/** Throws `invalid` for an instruction that no build can take, whatever came before it. */
function check(instruction: Instruction): void {
  const { word, rest, flags } = instruction
  const name = word.toLowerCase()
  if (changesConfig(name)) {
    checkInstruction(instruction)
    return
  }
  const known = OTHERS[name]
  if (!known) {
    const near = nearest(name, NAMES)
    throw invalid(`unknown instruction: ${word}${near ? ` (did you mean ${near.toUpperCase()}?)` : ''}`)
  }
  for (const flag of flags.keys()) if (!known.includes(flag)) throw invalid(`unknown flag: --${flag}`)
  if ((name === 'add' || name === 'copy') && copyWords(rest).length < 2)
    throw invalid(
      `${word.toUpperCase()} requires at least two arguments, but only one was provided. Destination could not be determined`,
    )
  if (name === 'arg' && splitWords(rest).length === 0) throw invalid('ARG requires at least one argument')
  if (name === 'maintainer' && rest === '') throw invalid('MAINTAINER requires exactly one argument')
  if (name === 'shell' && !(jsonWords(rest)?.length ?? 0))
    throw invalid(
      rest === '' || rest === '[]'
        ? 'SHELL requires at least one argument'
        : 'SHELL requires the arguments to be in JSON form',
    )
}

/** ENV and LABEL are taken apart with the line: what is wrong with them is told before all else. */
function checkPairs({ word, rest }: Instruction): void {
  if (/^(env|label)$/i.test(word) && rest !== '') nameValues(word.toUpperCase(), rest)
}

/** What an error at a line of the file is told as. */
function at<T>(line: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw invalid(`dockerfile parse error on line ${line}: ${error.message}`)
  }
}

function stageOf({ rest, flags, source }: Instruction): Omit<Stage, 'commands'> {
  const words = splitWords(rest)
  const [base = '', as = '', name = ''] = words
  if (words.length !== 1 && !(words.length === 3 && as.toUpperCase() === 'AS'))
    throw invalid('FROM requires either one or three arguments')
  if (words.length === 3 && !/^[a-z][a-z0-9-_.]*$/i.test(name))
    throw invalid(
      `invalid name for build stage: ${JSON.stringify(name)}, name can't start with a number or contain symbols`,
    )
  return { name: name.toLowerCase(), base, platform: flags.get('platform') ?? '', source }
}

/**
 * Reads a Dockerfile of this name (BuildKit, dockerfile/parser and dockerfile/instructions). Throws `invalid` with their
 * texts.
 */
export function parseDockerfile(text: string, name: string): Dockerfile {
  let instructions: Instruction[]
  try {
    instructions = parseInstructions(text)
    instructions.forEach(checkPairs)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw invalid(`failed to parse ${name}: ${error.message}`)
  }
  const metaArgs: Instruction[] = []
  const stages: (Stage & { commands: Instruction[] })[] = []
  for (const instruction of instructions) {
    at(instruction.line, () => check(instruction))
    const name = instruction.word.toLowerCase()
    const stage = stages.at(-1)
    if (name === 'from') stages.push({ ...at(instruction.line, () => stageOf(instruction)), commands: [] })
    else if (stage) stage.commands.push(instruction)
    else if (name === 'arg') metaArgs.push(instruction)
    else throw invalid('no build stage in current context')
  }
  const warned = instructions.filter(({ gaps }) => gaps).map(({ source }) => source)
  return { metaArgs, stages, warned }
}

/** The one instruction of an ONBUILD trigger. */
export function parseTrigger(text: string): Instruction {
  const instructions = parseInstructions(text)
  if (instructions.length !== 1) throw invalid('onbuild trigger should be a single expression')
  check(instructions[0]!)
  return instructions[0]!
}
