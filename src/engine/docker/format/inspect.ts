import type { ClientContext } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { compactJson, indentedJson } from './json.ts'
import { TemplateExecError } from './template/failure.ts'
import { TemplateSyntaxError } from './template/parser.ts'
import { compileTemplate, type Template } from './template/template.ts'
import { untyped, type Value } from './template/value.ts'

/** An inspected object: as the client's Go types hold it, and as the API sent it. */
export interface Inspected {
  readonly value: Value
  /** Absent where the client keeps no raw reply: then a template that fails has no second try. */
  readonly raw?: unknown
  /** What JSON shows where there is no raw reply. */
  readonly data?: unknown
  /** False where the daemon sends `<`, `>` and `&` as they are, as it does for containers. */
  readonly html?: boolean
}

const TEMPLATE_EXIT = 64

function compile(format: string): Template {
  try {
    return compileTemplate(format)
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    throw new ClientError(`template parsing error: ${error.message}`, TEMPLATE_EXIT)
  }
}

/** Runs a template over the typed value, then over the raw reply, where a lacking key is an error. */
function render(template: Template, { value, raw }: Inspected): string {
  try {
    return template.execute(value)
  } catch (error) {
    if (!(error instanceof TemplateExecError)) throw error
    if (raw === undefined) throw new ClientError(`template parsing error: ${error.message}`)
  }
  try {
    return template.execute(untyped(raw), { missingKeyFails: true })
  } catch (error) {
    if (!(error instanceof TemplateExecError)) throw error
    throw new ClientError(`template parsing error: ${error.message}`)
  }
}

/**
 * Every `docker … inspect`: looks each name up, prints JSON or what a template makes of it, and the failures at
 * the end (docker/cli, command/inspect).
 */
export async function inspectObjects(
  context: ClientContext,
  names: readonly string[],
  format: string,
  find: (name: string) => Promise<Inspected>,
): Promise<void> {
  const template = format === '' || format === 'json' ? undefined : compile(format)
  const failures: string[] = []
  const found: Inspected[] = []
  let text = ''
  for (const name of names)
    try {
      const object = await find(name)
      if (template) text += `${render(template, object)}\n`
      else found.push(object)
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      failures.push(message)
    }
  if (template) await context.out(text === '' ? '\n' : text)
  else if (found.length === 0) await context.out('[]\n')
  else await context.out(`${format === 'json' ? onOneLine(found) : indented(found)}\n`)
  if (failures.length > 0) throw new ClientError(failures.join('\n'))
}

const onOneLine = (found: readonly Inspected[]): string =>
  `[${found.map(({ raw, data, html }) => compactJson(raw ?? data, html)).join(',')}]`

const INDENT = '    '

function indented(found: readonly Inspected[]): string {
  const items = found.map(({ raw, data, html }) =>
    indentedJson(raw ?? data, INDENT, html).replaceAll('\n', `\n${INDENT}`),
  )
  return `[\n${INDENT}${items.join(`,\n${INDENT}`)}\n]`
}
