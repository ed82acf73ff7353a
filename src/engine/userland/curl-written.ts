import { type HttpHeaders, headerOf } from '../base/http.ts'
import type { Variables } from './curl-transport.ts'
import type { Io } from './program.ts'

/** All headers of an answer, as `%{header_json}` writes them. */
function headerJson(headers: HttpHeaders): string {
  const names = [...new Set(headers.map(([name]) => name.toLowerCase()))]
  const lines = names.map((name) => {
    const values = headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value)
    return `"${name}":${JSON.stringify(values)}`
  })
  return `{${lines.join(',\n')}\n}`
}

/** The text of `-w`. What it does not know is left out, and told. */
export async function writeOut(
  io: Io,
  format: string,
  variables: Variables,
  headers: HttpHeaders = [],
): Promise<void> {
  const unknown: string[] = []
  const text = format
    .replace(/\\([nrt\\])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? '\\')
    .replace(/%(?:%|header\{([^}]*)\}|\{([\w.]+)\})/g, (all, header?: string, name?: string) => {
      if (header !== undefined) return headerOf(headers, header) ?? ''
      if (name === undefined) return '%'
      if (name === 'header_json') return headerJson(headers)
      const value = variables[name]
      if (value !== undefined) return value
      if (NOT_HERE.includes(name)) return all
      unknown.push(name)
      return ''
    })
  await io.out.write(text)
  for (const name of unknown) await io.error(`unknown --write-out variable: '${name}'`)
}

/** Variables of curl that this one does not know the values of: they stay as they are. */
const NOT_HERE = ['json', 'certs', 'num_certs', 'ssl_verify_result', 'filename_effective', 'redirect_url']
