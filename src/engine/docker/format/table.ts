import { byCodeUnit } from '../../base/text.ts'
import { ClientError } from '../cli/errors.ts'
import { alignColumns } from './tabwriter.ts'
import { TemplateExecError } from './template/failure.ts'
import { TemplateSyntaxError } from './template/parser.ts'
import { compileTemplate, type Template } from './template/template.ts'
import { GoMap, type Method, Struct, type Value } from './template/value.ts'

/** One row of a list as templates see it: Go's type name and its methods. */
export interface RowType<T> {
  /** `*formatter.imageContext`, as errors name it. */
  readonly type: string
  /** Header of each column by the method's name. */
  readonly headers: Readonly<Record<string, string>>
  readonly columns: Readonly<Record<string, (item: T) => Value>>
  /** Columns that read otherwise in JSON. */
  readonly inJson?: Readonly<Record<string, (item: T) => Value>>
  /** Methods with arguments, such as `.Label "tier"`. */
  readonly methods?: Readonly<Record<string, (item: T, ...args: string[]) => Value>>
}

/** An item as a template sees it. */
export const rowOf = <T>(rows: RowType<T>, item: T): Struct => rowsOf(rows)(item)

/** Items as a template sees them, one at a time: a row is over when the next is asked for. */
function rowsOf<T>(rows: RowType<T>): (item: T) => Struct {
  let current: T
  const methods = new Map<string, Method>()
  for (const [name, column] of Object.entries(rows.columns))
    methods.set(name, { arity: 0, call: () => column(current) })
  for (const [name, method] of Object.entries(rows.methods ?? {}))
    methods.set(name, { arity: method.length - 1, call: (...args) => method(current, ...(args as string[])) })
  const row = new Struct(rows.type, new Map(), methods)
  if (!rows.inJson)
    return (item) => {
      current = item
      return row
    }
  const columns = Object.entries({ ...rows.columns, ...rows.inJson }).sort(([a], [b]) => byCodeUnit(a, b))
  return (item) => {
    current = item
    const json = Object.fromEntries(columns.map(([name, column]) => [name, column(item)]))
    return new Struct(rows.type, new Map(), methods, json)
  }
}

/** The last part of a label's name, as a header: `com.example.my-tier` gives `my tier`. */
const labelHeader = (name: string): string => name.split('.').at(-1)!.replace(/[-_]/g, ' ')

/** The row of headers: a map of titles, which a list of columns turns into the first line. */
const headersOf = (headers: Readonly<Record<string, string>>): GoMap =>
  new GoMap(
    'string',
    new Map(Object.entries(headers)),
    new Map([['Label', { arity: 1, call: (name: Value) => labelHeader(String(name)) }]]),
  )

/** The client does not mind a header that fails: it shows what there is until then. */
function headerLine(template: Template, headers: GoMap): string {
  try {
    return template.executeHeader(headers)
  } catch (error) {
    if (!(error instanceof TemplateExecError)) throw error
    return error.written
  }
}

const failure = (error: unknown): never => {
  if (error instanceof TemplateSyntaxError || error instanceof TemplateExecError)
    throw new ClientError(`template parsing error: ${error.message}`)
  throw error
}

/**
 * Writes a list in a format: `table`, `table TEMPLATE`, `json`, or a template for each row
 * (docker/cli, formatter.Context). Throws `ClientError` for a bad template.
 */
export function formatRows<T>(format: string, rows: RowType<T>, items: readonly T[]): string {
  const isTable = format.startsWith('table')
  const source = (isTable ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
  try {
    const template = compileTemplate(source)
    const row = rowsOf(rows)
    const body = items.map((item) => `${template.execute(row(item))}\n`).join('')
    if (!isTable) return body
    return alignColumns(`${headerLine(template, headersOf(rows.headers))}\n${body}`)
  } catch (error) {
    return failure(error)
  }
}
