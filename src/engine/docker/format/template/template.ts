import { execute } from './exec.ts'
import { FUNCTION_NAMES, FUNCTIONS, HEADER_FUNCTIONS, type TemplateFunction } from './functions.ts'
import { parseTemplate } from './parser.ts'
import type { Value } from './value.ts'

/** A template ready to run. */
export interface Template {
  /** Throws `TemplateExecError`. `missingKeyFails`: Go's `missingkey=error`. */
  execute(data: Value, options?: { missingKeyFails?: boolean }): string
  /** The same for a table's row of headers: functions leave a header as it is. */
  executeHeader(data: Value): string
}

export interface CompileOptions {
  /** Errors show it. */
  readonly name?: string
  /** Functions besides Docker's. */
  readonly functions?: Readonly<Record<string, TemplateFunction>>
}

/** Reads a Go template with Docker's functions. Throws `TemplateSyntaxError`. */
export function compileTemplate(
  source: string,
  { name = '', functions = {} }: CompileOptions = {},
): Template {
  const own = Object.entries(functions)
  const known = own.length > 0 ? new Map([...FUNCTIONS, ...own]) : FUNCTIONS
  const parsed = parseTemplate(name, source, own.length > 0 ? new Set(known.keys()) : FUNCTION_NAMES)
  return {
    execute: (data, options) => execute(parsed, data, { name, source, functions: known, ...options }),
    executeHeader: (data) => execute(parsed, data, { name, source, functions: HEADER_FUNCTIONS }),
  }
}
