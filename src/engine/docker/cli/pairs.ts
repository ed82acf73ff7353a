/** `key=value` in two; what has no `=` has an empty value. */
export const pair = (text: string): [key: string, value: string] => {
  const at = text.indexOf('=')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
