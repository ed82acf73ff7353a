import { DurationError, parseDuration } from '../../base/duration.ts'
import { EngineError } from '../../base/errors.ts'
import { parseSignal } from '../../kernel/signals.ts'
import type { Healthcheck, RunConfig } from '../../oci/types.ts'
import { cleanPath } from '../../vfs/tar/unpack.ts'
import { type Instruction, parseInstructions } from './lines.ts'
import { expandWord, jsonWords, nameValues, splitWords } from './words.ts'

const invalid = (text: string): EngineError => new EngineError('invalid', text)
const SHELL = ['/bin/sh', '-c']

type Apply = (config: RunConfig, rest: string, instruction: Instruction) => RunConfig

const env = (config: RunConfig): readonly string[] => config.Env ?? []
const one = (word: string, rest: string): string => {
  if (rest === '') throw invalid(`${word} requires exactly one argument`)
  return rest
}
const many = (word: string, rest: string): string[] => {
  const words = splitWords(rest)
  if (words.length === 0) throw invalid(`${word} requires at least one argument`)
  return words
}
const command = (config: RunConfig, rest: string): readonly string[] =>
  jsonWords(rest) ?? [...(config.Shell ?? SHELL), ...(rest === '' ? [] : [rest])]

/** The instructions that an image can be changed with (moby, builder/dockerfile, `validCommitCommands`). */
const INSTRUCTIONS: Readonly<Record<string, Apply>> = {
  cmd: (config, rest) => ({ ...config, Cmd: command(config, rest) }),
  entrypoint: (config, rest) => {
    const words = rest === '' ? [] : command(config, rest)
    return { ...config, Entrypoint: words.length > 0 ? words : null }
  },
  env: (config, rest) => {
    const found = new Map(env(config).map((pair) => [pair.slice(0, pair.indexOf('=')), pair]))
    for (const [name, value] of nameValues('ENV', rest)) {
      const key = expandWord(name, env(config))
      found.set(key, `${key}=${expandWord(value, env(config))}`)
    }
    return { ...config, Env: [...found.values()] }
  },
  expose: (config, rest) => {
    const ports = many('EXPOSE', rest).flatMap((word) => portsOf(expandWord(word, env(config))))
    return { ...config, ExposedPorts: marked(config.ExposedPorts, ports) }
  },
  healthcheck: (config, rest, { flags }) => ({ ...config, Healthcheck: healthcheck(rest, flags) }),
  label: (config, rest) => {
    const pairs = nameValues('LABEL', rest).map((pair) => pair.map((word) => expandWord(word, env(config))))
    return { ...config, Labels: { ...config.Labels, ...Object.fromEntries(pairs) } }
  },
  onbuild: (config, rest) => {
    const trigger = (many('ONBUILD', rest)[0] ?? '').toUpperCase()
    if (trigger === 'ONBUILD') throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if (trigger === 'MAINTAINER' || trigger === 'FROM')
      throw invalid(`${trigger} isn't allowed as an ONBUILD trigger`)
    return { ...config, OnBuild: [...(config.OnBuild ?? []), rest] }
  },
  stopsignal: (config, rest) => {
    const signal = expandWord(one('STOPSIGNAL', rest), env(config))
    if (parseSignal(signal) === undefined) throw invalid(`invalid signal: ${signal}`)
    return { ...config, StopSignal: signal }
  },
  user: (config, rest) => ({ ...config, User: expandWord(one('USER', rest), env(config)) }),
  volume: (config, rest) => {
    const words = jsonWords(rest) ?? many('VOLUME', rest)
    if (words.length === 0) throw invalid('VOLUME requires at least one argument')
    const paths = words.map((word) => expandWord(word, env(config)).trim())
    if (paths.includes('')) throw invalid('VOLUME specified can not be an empty string')
    return { ...config, Volumes: marked(config.Volumes, paths) }
  },
  workdir: (config, rest) => {
    const path = expandWord(one('WORKDIR', rest), env(config))
    return {
      ...config,
      WorkingDir: cleanPath(path.startsWith('/') ? path : `${config.WorkingDir || '/'}/${path}`),
    }
  },
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

const INTERVALS: readonly (readonly [
  flag: string,
  field: 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval',
])[] = [
  ['interval', 'Interval'],
  ['timeout', 'Timeout'],
  ['start-period', 'StartPeriod'],
  ['start-interval', 'StartInterval'],
]
const SHORTEST = 1_000_000n

function healthcheck(rest: string, flags: ReadonlyMap<string, string>): Healthcheck {
  const [type = ''] = many('HEALTHCHECK', rest)
  const after = rest.slice(type.length).trim()
  if (type.toUpperCase() === 'NONE') {
    if (after !== '') throw invalid('HEALTHCHECK NONE takes no arguments')
    return { Test: ['NONE'] }
  }
  if (type.toUpperCase() !== 'CMD')
    throw invalid(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`)
  if (after === '') throw invalid('Missing command after HEALTHCHECK CMD')
  const words = jsonWords(after)
  const check: Record<string, unknown> = { Test: words ? ['CMD', ...words] : ['CMD-SHELL', after] }
  for (const [flag, field] of INTERVALS) {
    const duration = interval(flag, flags.get(flag) ?? '')
    if (duration > 0n) check[field] = Number(duration)
  }
  const retries = flags.get('retries')
  if (retries !== undefined) {
    if (!/^[+-]?\d+$/.test(retries))
      throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(retries)}: invalid syntax`)
    if (Number(retries) < 0) throw invalid(`--retries cannot be negative (${Number(retries)})`)
    check.Retries = Number(retries)
  }
  return check as Healthcheck
}

function interval(flag: string, text: string): bigint {
  if (text === '') return 0n
  try {
    const duration = parseDuration(text)
    if (duration !== 0n && duration < SHORTEST)
      throw invalid(`Interval ${JSON.stringify(flag)} cannot be less than 1ms`)
    return duration
  } catch (error) {
    if (!(error instanceof DurationError)) throw error
    const { reason, unit } = error
    const what = unit === '' ? '' : ` ${JSON.stringify(unit)} in`
    throw invalid(`time: ${reason}${what} duration ${JSON.stringify(text)}`)
  }
}

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  healthcheck: [...INTERVALS.map(([flag]) => flag), 'retries'],
}

/**
 * A config after these instructions, each a text of its own or several lines. Throws `invalid` for one that changes
 * files, that is none, or whose arguments are wrong.
 */
export function applyChanges(config: RunConfig, changes: readonly string[]): RunConfig {
  if (changes.length === 0) return config
  const instructions = parseInstructions(changes.join('\n'))
  for (const { word } of instructions)
    if (!Object.hasOwn(INSTRUCTIONS, word.toLowerCase()))
      throw invalid(`${word} is not a valid change command`)
  let changed = config
  let commanded = false
  for (const instruction of instructions) {
    const name = instruction.word.toLowerCase()
    for (const flag of instruction.flags.keys())
      if (!FLAGS[name]?.includes(flag)) throw invalid(`unknown flag: --${flag}`)
    changed = INSTRUCTIONS[name]!(changed, instruction.rest, instruction)
    // A new entry point does not take the arguments of the old one.
    if (name === 'entrypoint' && !commanded && changed.Cmd) changed = { ...changed, Cmd: null }
    if (name === 'cmd') commanded = true
  }
  return changed
}
