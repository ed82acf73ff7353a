import { encode } from '../base/text.ts'

const ESCAPED: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/**
 * JSON as Go's encoding/json writes it: keys in the order of the object, no spaces unless `indent` is given, `<`,
 * `>`, `&`, U+2028 and U+2029 escaped, control characters as \u00XX except \b \f \n \r \t.
 */
export const goJson = (value: unknown, indent?: string): string =>
  JSON.stringify(value, undefined, indent).replace(/[<>&\u2028\u2029]/g, (char) => ESCAPED[char]!)

export const goJsonBytes = (value: unknown, indent?: string): Uint8Array => encode(goJson(value, indent))
