import { EngineError } from '../../../base/errors.ts'
import type { IgnoreRules } from '../../../base/ignore-rules.ts'
import { parseReference } from '../../../base/reference.ts'
import type { Stage, Written } from '../../dockerfile/commands.ts'
import { type Env, type Lexed, lexWord } from '../../dockerfile/lex.ts'
import type { Range } from '../../dockerfile/location.ts'
import { nearest } from '../../dockerfile/nearest.ts'
import type { Node } from '../../dockerfile/parser.ts'
import type { Linter } from './linter.ts'

const isLower = (text: string): boolean => text === text.toLowerCase()
const isUpper = (text: string): boolean => text === text.toUpperCase()

/** What is wrong with an instruction by itself, before it is read (BuildKit, instructions/parse.go). */
export function checkNode({ word, args, range, comments }: Node, lint: Linter): void {
  const name = word.toLowerCase()
  if (name === 'maintainer') lint.report('MaintainerDeprecated', range)
  if (name === 'from' && args.length === 3) {
    const [, as = '', stage = ''] = args
    if (!isLower(stage)) lint.report('StageNameCasing', range, stage)
    const matches = isLower(word) ? isLower(as) : isUpper(word) ? isUpper(as) : true
    if (!matches) lint.report('FromAsCasing', range, word, as)
    checkDescription('FROM', [stage.toLowerCase()], comments, range, lint)
  }
  if (name === 'arg') {
    const keys = args.map((arg) => arg.split('=', 1)[0]!)
    checkDescription('ARG', keys, comments, range, lint)
  }
}

function checkDescription(
  instruction: string,
  names: readonly string[],
  comments: readonly string[],
  range: Range,
  lint: Linter,
): void {
  const last = comments.at(-1)
  if (last === undefined || names.length === 0 || names.includes(last.split(' ', 1)[0]!)) return
  lint.report('InvalidDefinitionDescription', range, instruction, names.length > 1 ? '<arg_key>' : names[0]!)
}

const RESERVED = ['context', 'scratch']

export function checkStageNames(stages: readonly Stage[], lint: Linter): void {
  const seen = new Set<string>()
  for (const { as, range } of stages) {
    if (as === '') continue
    if (RESERVED.includes(as)) lint.report('ReservedStageName', range, as)
    if (seen.has(as)) lint.report('DuplicateStageName', range, as)
    seen.add(as)
  }
}

/** All instructions in the case that most of them have. */
export function checkCasing(stages: readonly Stage[], lint: Linter): void {
  const all: Written[] = stages.flatMap((stage) => [stage, ...stage.commands])
  const lower = all.filter(({ name }) => isLower(name)).length
  const upper = all.filter(({ name }) => !isLower(name) && isUpper(name)).length
  for (const { name, range } of all)
    if (lower > upper ? !isLower(name) : !isUpper(name))
      lint.report('ConsistentInstructionCasing', range, name, lower > upper ? 'lowercase' : 'uppercase')
}

/** Names of images must be some without any build argument given. */
export function checkDefaultBases(
  stages: readonly Stage[],
  defaults: Env,
  escapeToken: string,
  lint: Linter,
): void {
  for (const { base, range } of stages) {
    try {
      const { result } = lexWord(base, defaults, escapeToken)
      try {
        parseReference(result)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        lint.report('InvalidDefaultArgInFrom', range, base)
      }
    } catch (error) {
      if (error instanceof EngineError) return
      throw error
    }
  }
}

/** Variables of a FROM that nobody declared. */
export function checkFromArgs(
  unmatched: ReadonlySet<string>,
  known: readonly string[],
  range: Range,
  lint: Linter,
): void {
  for (const name of unmatched)
    if (!known.includes(name)) lint.report('UndefinedArgInFrom', range, name, nearest(name, known) ?? '')
}

export function checkPlatform({ platform, as, range }: Stage, lexed: Lexed, args: Env, lint: Linter): void {
  const { matched, unmatched, result } = lexed
  if (
    matched.size === 1 &&
    unmatched.size === 0 &&
    matched.has('TARGETPLATFORM') &&
    result === args.get('TARGETPLATFORM')
  )
    lint.report('RedundantTargetPlatform', range, platform)
  if (matched.size > 0 || unmatched.size > 0) return
  const [os = '', architecture = ''] = result.split('/')
  if (!as.includes(os) && !(architecture !== '' && as.includes(architecture)))
    lint.report('FromPlatformFlagConstDisallowed', range, result)
}

const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i
const HARMLESS = /(?:_|^)public(?:_|$)/i

export function checkSecret(instruction: 'ARG' | 'ENV', key: string, range: Range, lint: Linter): void {
  if (SECRET.test(key) && !HARMLESS.test(key)) lint.report('SecretsUsedInArgOrEnv', range, instruction, key)
}

/** A source of COPY or ADD that the rules of the context leave out; not judged where some rules take things back in. */
export function checkIgnored(
  command: 'Add' | 'Copy',
  source: string,
  rules: { readonly matcher: IgnoreRules; readonly text: string } | undefined,
  range: Range,
  lint: Linter,
): void {
  if (!rules || /^\s*!/m.test(rules.text)) return
  const path = source.replace(/^(\.?\/)+/, '').replace(/\/+$/, '') || '.'
  if (path === '.' && !/^\s*(\*|\*\*|\*\*\/\*)\s*$/m.test(rules.text)) return
  if (rules.matcher.matches(path === '.' ? 'x' : path)) lint.report('CopyIgnoredFile', range, command, path)
}
