import { RedisError, type Reply, Simple } from '../resp.ts'

const NAMED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x07': '\\a',
  '\b': '\\b',
}

/** A string of bytes in quotes, what is not printable as `\xNN` (sds.c, sdscatrepr). */
const quoted = (text: string): string =>
  `"${text.replace(/[\\"]|[^ -~]/g, (char) => NAMED[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

/** A reply as it is shown on a terminal (redis-cli.c, cliFormatReplyTTY). */
export function forTerminal(reply: Reply, prefix = ''): string {
  if (reply === null) return '(nil)\n'
  if (typeof reply === 'number') return `(integer) ${reply}\n`
  if (typeof reply === 'string') return `${quoted(reply)}\n`
  if (reply instanceof Simple) return `${reply.text}\n`
  if (reply instanceof RedisError) return `(error) ${reply.message}\n`
  if (reply.length === 0) return '(empty array)\n'
  const digits = String(reply.length).length
  const inner = `${prefix}${' '.repeat(digits + 2)}`
  return reply
    .map(
      (item, i) => `${i === 0 ? '' : prefix}${String(i + 1).padStart(digits)}) ${forTerminal(item, inner)}`,
    )
    .join('')
}

/** A reply as other programs want it: its bytes, an element a line. */
export function raw(reply: Reply): string {
  if (reply === null) return ''
  if (typeof reply === 'number') return String(reply)
  if (typeof reply === 'string') return reply
  if (reply instanceof Simple) return reply.text
  if (reply instanceof RedisError) return `${reply.message}\n`
  return reply.map(raw).join('\n')
}
