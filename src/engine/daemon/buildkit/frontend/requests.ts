import { EngineError } from '../../../base/errors.ts'
import type { LintResult, LintWarning, OutlineResult, TargetResult } from '../../api-buildkit.ts'
import { readDockerfile } from '../../dockerfile/instructions.ts'
import { DockerfileError } from '../../dockerfile/location.ts'
import { readMount } from '../../dockerfile/mounts.ts'
import type { Finding } from '../lint/linter.ts'
import type { Converted } from './convert.ts'
import { reachableFrom } from './stage-graph.ts'

/** `--check`: what the linter finds, and what is wrong altogether. */
export async function lintFile(
  text: string,
  filename: string,
  work: (warn: (finding: Finding) => void) => Promise<Converted>,
): Promise<LintResult> {
  const warnings: LintWarning[] = []
  const warn = ({ rule, message, range }: Finding): void => {
    const { name, description, url } = rule
    warnings.push({ rule: name, description, url, message, ...range })
  }
  try {
    await work(warn)
    return { warnings, filename, text }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const range = error instanceof DockerfileError ? error.range : { start: 0, end: 0 }
    return { warnings, filename, text, error: { message: error.message, ...range } }
  }
}

/** The words behind a name in the comment before it. */
const described = (comments: readonly string[], name: string): string =>
  comments.find((comment) => comment.startsWith(`${name} `))?.slice(name.length + 1) ?? ''

/** `--call outline`: build arguments and secrets of the target. */
export function outlineOf({ target, conversion }: Converted, text: string): OutlineResult {
  const stages = [...reachableFrom(target)]
  const commands = stages.flatMap((stage) => stage.commands.map(({ command }) => command))
  const args = conversion.argFacts.map(({ name, value, range }) => {
    const declared = commands.find(
      (command) => command.kind === 'arg' && command.args.some(({ key }) => key === name),
    )
    return { name, value: value ?? '', description: described(declared?.comments ?? [], name), ...range }
  })
  const secrets = commands.flatMap((command) =>
    command.kind === 'run'
      ? command.mounts.map((mount) => ({ ...readMount(mount, (word) => word), range: command.range }))
      : [],
  )
  return {
    name: target.stage.as,
    description: described(target.stage.comments, target.stage.as),
    args,
    secrets: secrets
      .filter(({ type }) => type === 'secret')
      .map(({ id, source, target: path, required, range }) => ({
        name: id || source || path,
        required,
        ...range,
      })),
    text,
  }
}

/** `--call targets`: every stage. */
export function targetsOf(text: string): TargetResult[] {
  const { stages } = readDockerfile(text)
  return stages.map(({ as, base, comments, range }, i) => ({
    name: as,
    default: i === stages.length - 1,
    description: as === '' ? '' : described(comments, as),
    base,
    ...range,
  }))
}
