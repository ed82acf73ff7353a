import { execute } from './exec.ts'
import { FUNCTION_NAMES, FUNCTIONS, HEADER_FUNCTIONS } from './functions.ts'
import { parseTemplate } from './parser.ts'
import type { Value } from './value.ts'

/** A template ready to run. */
export interface Template {
  /** Throws `TemplateExecError`. `missingKeyFails`: Go's `missingkey=error`. */
  execute(data: Value, options?: { missingKeyFails?: boolean }): string
  /** The same for a table's row of headers: functions leave a header as it is. */
  executeHeader(data: Value): string
}

/** Reads a Go template with Docker's functions. Throws `TemplateSyntaxError`. */
export function compileTemplate(source: string, name = ''): Template {
  const parsed = parseTemplate(name, source, FUNCTION_NAMES)
  return {
    execute: (data, options) => execute(parsed, data, { name, source, functions: FUNCTIONS, ...options }),
    executeHeader: (data) => execute(parsed, data, { name, source, functions: HEADER_FUNCTIONS }),
  }
}
