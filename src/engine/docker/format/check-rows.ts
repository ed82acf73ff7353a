import { ClientError } from '../cli/errors.ts'
import { type RowType, rowOf } from './table.ts'
import { TemplateExecError } from './template/failure.ts'
import { TemplateSyntaxError } from './template/parser.ts'
import { compileTemplate } from './template/template.ts'

/** Tries a template on an empty item before the daemon is asked, as `docker ps` does. Throws `ClientError`. */
export function checkRows<T>(format: string, rows: RowType<T>, empty: T): void {
  try {
    compileTemplate(format).execute(rowOf(rows, empty))
  } catch (error) {
    if (error instanceof TemplateSyntaxError)
      throw new ClientError(`failed to parse template: ${error.message}`)
    if (error instanceof TemplateExecError)
      throw new ClientError(`failed to execute template: ${error.message}`)
    throw error
  }
}
