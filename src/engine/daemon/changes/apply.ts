import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { byCodeUnit } from '../../base/text.ts'
import type { RunConfig } from '../../oci/types.ts'
import { cleanPath } from '../../vfs/tar/unpack.ts'
import { healthcheckOf, INTERVALS, plainHealthcheckText } from '../dockerfile/healthcheck.ts'
import { jsonWords } from '../dockerfile/json-words.ts'
import { expandWord } from '../dockerfile/lex.ts'
import { splitWords } from '../dockerfile/split.ts'
import { type Instruction, parseInstructions } from './lines.ts'
import { checkSignal } from './signal.ts'
import { nameValues } from './words.ts'

const invalid = (text: string): EngineError => new EngineError('invalid', text)
const SHELL = ['/bin/sh', '-c']

/** What an instruction is read with besides the config. */
interface Setting {
  /** `NAME=value` of the variables that words may use. */
  readonly env: readonly string[]
  readonly flags: ReadonlyMap<string, string>
  /** A CMD came before: ENTRYPOINT keeps it. */
  readonly cmdSet: boolean
}
/** The config after it, and the text that the history tells of it. */
type Applied = readonly [config: RunConfig, text: string]
type Apply = (config: RunConfig, rest: string, setting: Setting) => Applied

const one = (word: string, rest: string): string => {
  if (rest === '') throw invalid(`${word} requires exactly one argument`)
  return rest
}
const many = (word: string, rest: string): string[] => {
  const words = splitWords(rest)
  if (words.length === 0) throw invalid(`${word} requires at least one argument`)
  return words
}
/** A command as JSON, or as a line for the shell. */
export const commandWords = (config: RunConfig, rest: string): readonly string[] =>
  jsonWords(rest) ?? [...(config.Shell ?? SHELL), ...(rest === '' ? [] : [rest])]
/** `%q` of a list of texts. */
const quoted = (words: readonly string[]): string => `[${words.map(quote).join(' ')}]`

/** The instructions that an image can be changed with (moby, builder/dockerfile, `validCommitCommands`). */
const INSTRUCTIONS: Readonly<Record<string, Apply>> = {
  cmd: (config, rest) => {
    const Cmd = commandWords(config, rest)
    return [{ ...config, Cmd }, `CMD ${quoted(Cmd)}`]
  },
  entrypoint: (config, rest, { cmdSet }) => {
    const words = rest === '' ? [] : commandWords(config, rest)
    const changed = { ...config, Entrypoint: words.length > 0 ? words : null }
    return [cmdSet || !config.Cmd ? changed : { ...changed, Cmd: null }, `ENTRYPOINT ${quoted(words)}`]
  },
  env: (config, rest, { env }) => {
    const found = new Map((config.Env ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair]))
    let text = 'ENV'
    for (const [name, value] of nameValues('ENV', rest)) {
      const key = expandWord(name, env)
      const pair = `${key}=${expandWord(value, env)}`
      found.set(key, pair)
      text += ` ${pair}`
    }
    return [{ ...config, Env: [...found.values()] }, text]
  },
  expose: (config, rest, { env }) => {
    const words = many('EXPOSE', rest).flatMap((word) => splitWords(expandWord(word, env)))
    const ExposedPorts = marked(config.ExposedPorts, words.flatMap(portsOf))
    return [{ ...config, ExposedPorts }, `EXPOSE ${words.sort(byCodeUnit).join(' ')}`]
  },
  healthcheck: (config, rest, { flags }) => {
    const Healthcheck = healthcheckOf(rest, flags)
    return [{ ...config, Healthcheck }, `HEALTHCHECK ${plainHealthcheckText(Healthcheck)}`]
  },
  label: (config, rest, { env }) => {
    const pairs = nameValues('LABEL', rest).map((pair) => pair.map((word) => expandWord(word, env)))
    const text = pairs.map(([name, value]) => ` ${name}=${value}`).join('')
    return [{ ...config, Labels: { ...config.Labels, ...Object.fromEntries(pairs) } }, `LABEL${text}`]
  },
  onbuild: (config, rest) => {
    checkTrigger(rest)
    return [{ ...config, OnBuild: [...(config.OnBuild ?? []), rest] }, `ONBUILD ${rest}`]
  },
  stopsignal: (config, rest, { env }) => {
    const signal = expandWord(one('STOPSIGNAL', rest), env)
    checkSignal(signal)
    return [{ ...config, StopSignal: signal }, `STOPSIGNAL ${signal}`]
  },
  user: (config, rest, { env }) => {
    const User = expandWord(one('USER', rest), env)
    return [{ ...config, User }, `USER ${User}`]
  },
  volume: (config, rest, { env }) => {
    const paths = volumeWords(rest).map((word) => expandWord(word, env).trim())
    if (paths.includes('')) throw invalid('VOLUME specified can not be an empty string')
    return [{ ...config, Volumes: marked(config.Volumes, paths) }, `VOLUME [${paths.join(' ')}]`]
  },
  workdir: (config, rest, { env }) => {
    const path = expandWord(one('WORKDIR', rest), env)
    const WorkingDir = cleanPath(path.startsWith('/') ? path : `${config.WorkingDir || '/'}/${path}`)
    return [{ ...config, WorkingDir }, `WORKDIR ${WorkingDir}`]
  },
}

function volumeWords(rest: string): string[] {
  const words = jsonWords(rest) ?? many('VOLUME', rest)
  if (words.length === 0) throw invalid('VOLUME requires at least one argument')
  return words
}

function checkTrigger(rest: string): void {
  const trigger = (many('ONBUILD', rest)[0] ?? '').toUpperCase()
  if (trigger === 'ONBUILD') throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  if (trigger === 'MAINTAINER' || trigger === 'FROM')
    throw invalid(`${trigger} isn't allowed as an ONBUILD trigger`)
}

const marked = (
  old: Readonly<Record<string, object>> | null | undefined,
  keys: readonly string[],
): Readonly<Record<string, object>> => ({ ...old, ...Object.fromEntries(keys.map((key) => [key, {}])) })

/** `80`, `80-82`, `90/udp` as the config names ports (go-connections, nat.ParsePortSpec). */
function portsOf(text: string): string[] {
  const [spec = '', protocol = 'tcp'] = text.split('/')
  const range = spec.slice(spec.lastIndexOf(':') + 1)
  const match = /^(\d+)(?:-(\d+))?$/.exec(range)
  const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])]
  if (!match || from > 65535 || to > 65535 || to < from) throw invalid(`Invalid containerPort: ${range}`)
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) throw invalid(`Invalid proto: ${protocol}`)
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}/${protocol.toLowerCase()}`)
}

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  healthcheck: [...INTERVALS.map(([flag]) => flag), 'retries'],
}

/** True for an instruction that changes the config alone. */
export const changesConfig = (word: string): boolean => Object.hasOwn(INSTRUCTIONS, word)

/** What one instruction makes of a config; it must be one that changes a config alone. Throws `invalid`. */
export function applyInstruction(
  config: RunConfig,
  { word, rest, flags }: Instruction,
  { env, cmdSet }: { readonly env: readonly string[]; readonly cmdSet: boolean },
): Applied {
  return INSTRUCTIONS[word.toLowerCase()]!(config, rest, { env, flags, cmdSet })
}

/** Throws `invalid` for what is wrong with an instruction of this kind before any variable is known. */
export function checkInstruction({ word, rest, flags }: Instruction): void {
  const name = word.toLowerCase()
  for (const flag of flags.keys()) if (!FLAGS[name]?.includes(flag)) throw invalid(`unknown flag: --${flag}`)
  if (['stopsignal', 'user', 'workdir'].includes(name)) one(word.toUpperCase(), rest)
  if (['env', 'expose', 'label'].includes(name)) many(word.toUpperCase(), rest)
  if (name === 'env' || name === 'label')
    for (const [key] of nameValues(word.toUpperCase(), rest))
      if (key === '') throw invalid(`${word.toUpperCase()} names can not be blank`)
  if (name === 'healthcheck') healthcheckOf(rest, flags)
  if (name === 'onbuild') checkTrigger(rest)
  if (name === 'volume' && volumeWords(rest).some((path) => path.trim() === ''))
    throw invalid('VOLUME specified can not be an empty string')
}

/**
 * A config after these instructions, each a text of its own or several lines. Throws `invalid` for one that changes
 * files, that is none, or whose arguments are wrong.
 */
export function applyChanges(config: RunConfig, changes: readonly string[]): RunConfig {
  if (changes.length === 0) return config
  const instructions = parseInstructions(changes.join('\n'))
  for (const { word } of instructions)
    if (!changesConfig(word.toLowerCase())) throw invalid(`${word} is not a valid change command`)
  let changed = config
  let cmdSet = false
  for (const instruction of instructions) {
    checkInstruction(instruction)
    ;[changed] = applyInstruction(changed, instruction, { env: changed.Env ?? [], cmdSet })
    if (instruction.word.toLowerCase() === 'cmd') cmdSet = true
  }
  return changed
}
