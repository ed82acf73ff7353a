import { encodeBase64 } from '../../base/base64.ts'
import { encode } from '../../base/text.ts'
import type { LintResult, OutlineResult, SolveResult, TargetResult } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { indentedJson } from '../format/json.ts'
import { alignColumns } from '../format/tabwriter.ts'
import { sourceBlock } from './source-block.ts'

/** Shows what was asked about a Dockerfile instead of building it (buildx, commands/build.go, printResult). */
export async function showCall(
  context: ClientContext,
  call: string,
  { lint, outline, targets, text = '' }: SolveResult,
  shown: string,
): Promise<number> {
  const json = /,format=json\b/.test(call)
  if (lint) return json ? showJson(context, lintJson(lint), lint) : showLint(context, lint, shown)
  if (outline)
    await context.out(json ? `${indentedJson(outlineJson(outline), '  ')}\n` : outlineText(outline))
  if (targets)
    await context.out(json ? `${indentedJson(targetsJson(targets, text), '  ')}\n` : targetsText(targets))
  return 0
}

async function showJson(context: ClientContext, value: object, lint: LintResult): Promise<number> {
  await context.out(`${indentedJson(value, '  ')}\n`)
  return lint.warnings.length > 0 || lint.error ? 1 : 0
}

async function showLint(context: ClientContext, lint: LintResult, shown: string): Promise<number> {
  const { warnings, error, text } = lint
  const at = ({ start, end }: { start: number; end: number }): string =>
    sourceBlock({ filename: shown, text, start, end })
  if (warnings.length === 0 && !error) {
    await context.out('Check complete, no warnings found.\n')
    return 0
  }
  const count = warnings.length === 1 ? '1 warning has' : `${warnings.length} warnings have`
  const shownWarnings = [...warnings]
    .sort((a, b) => a.start - b.start)
    .map(
      (warning) =>
        `\nWARNING: ${warning.rule}${warning.url && ` - ${warning.url}`}\n${warning.message}\n${at(warning)}`,
    )
  if (warnings.length > 0)
    await context.out(`Check complete, ${count} been found!\n${shownWarnings.join('')}${error ? '\n' : ''}`)
  if (error) await context.err(`ERROR: ${error.message}\n${at(error)}\n`)
  return 1
}

const location = ({ start, end }: { start: number; end: number }): object => ({
  ranges: [{ start: { line: start }, end: { line: end } }],
})

const lintJson = ({ warnings, filename, text, error }: LintResult): object => ({
  warnings:
    warnings.length === 0
      ? null
      : warnings.map((warning) => ({
          ruleName: warning.rule,
          description: warning.description,
          ...(warning.url && { url: warning.url }),
          detail: warning.message,
          location: location(warning),
        })),
  sources: [{ filename, data: encodeBase64(encode(text)), language: 'Dockerfile' }],
  ...(error && { buildError: { message: error.message, location: location(error) } }),
})

const sourcesJson = (text: string): readonly string[] => [encodeBase64(encode(text))]

const targetsJson = (targets: readonly TargetResult[], text: string): object => ({
  targets: targets.map(({ name, default: last, description, base, ...range }) => ({
    ...(name && { name }),
    ...(last && { default: true }),
    ...(description && { description }),
    base,
    location: location(range),
  })),
  sources: sourcesJson(text),
})

const outlineJson = ({ name, description, args, secrets, text }: OutlineResult): object => ({
  ...(name && { name }),
  ...(description && { description }),
  ...(args.length > 0 && {
    args: args.map((arg) => ({
      name: arg.name,
      ...(arg.description && { description: arg.description }),
      ...(arg.value && { value: arg.value }),
      location: location(arg),
    })),
  }),
  ...(secrets.length > 0 && {
    secrets: secrets.map((secret) => ({
      name: secret.name,
      ...(secret.required && { required: true }),
      location: location(secret),
    })),
  }),
  sources: sourcesJson(text),
})

const table = (rows: readonly (readonly string[])[], padding = 3): string =>
  alignColumns(rows.map((row) => `${row.join('\t')}\n`).join(''), { minWidth: 1, padding })

function outlineText({ name, description, args, secrets }: OutlineResult): string {
  const parts = [
    ...(name ? [`TARGET:\t${name}\n`.replace('\t', ' ')] : []),
    ...(description ? [`DESCRIPTION: ${description}\n`] : []),
  ].join('')
  const argRows = args.map((arg) => [arg.name, arg.value, arg.description])
  const tables = [
    args.length > 0 && table([['BUILD ARG', 'VALUE', 'DESCRIPTION'], ...argRows]),
    secrets.length > 0 &&
      table([
        ['SECRET', 'REQUIRED'],
        ...secrets.map((secret) => [secret.name, secret.required ? 'true' : '']),
      ]),
  ].filter((one) => one !== false)
  return `${[parts, ...tables].filter(Boolean).join('\n')}\n`
}

const targetsText = (targets: readonly TargetResult[]): string =>
  table(
    [
      ['TARGET', 'DESCRIPTION'],
      ...targets.map(({ name, default: last, description }) => [
        name === '' ? '(default)' : `${name}${last ? ' (default)' : ''}`,
        description,
      ]),
    ],
    1,
  )
