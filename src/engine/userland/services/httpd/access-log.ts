import { headerOf } from '../../../base/http.ts'
import type { BadRequest, WebRequest } from '../../../base/web-request.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import type { Process } from '../../../kernel/process.ts'
import { logDate } from '../web/files.ts'
import type { Directive } from './config.ts'

/** Formats of `LogFormat` that every configuration may name. */
const FORMATS: Readonly<Record<string, string>> = {
  common: '%h %l %u %t "%r" %>s %b',
  combined: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
}

/** A request with what became of it. */
interface Entry {
  readonly request: WebRequest | BadRequest
  readonly peer: SocketAddress
  readonly status: string
  readonly sent: number
}

/** A line of an access log, in a format that has a name or is one (mod_log_config). */
export function lineOf(
  p: Process,
  main: readonly Directive[],
  named: string,
  { request, peer, status, sent }: Entry,
): string {
  const own = main.find(({ name, args }) => name === 'logformat' && args[1] === named)?.args[0]
  const field = (name: string): string => ('bad' in request ? '-' : (headerOf(request.headers, name) ?? '-'))
  const line = (own ?? FORMATS[named] ?? named).replace(
    /%>?(?:\{([^}]*)\})?([hlutrsbaOUmqv%])|%\{([^}]*)\}i/g,
    (all, __, letter: string | undefined, header: string | undefined) => {
      if (header !== undefined) return field(header)
      switch (letter) {
        case 'h':
        case 'a':
          return peer.host.replace(/^::ffff:(?=\d+\.)/, '')
        case 'l':
        case 'u':
          return '-'
        case 't':
          return `[${logDate(p.now())}]`
        case 'r':
          return 'bad' in request ? request.bad : request.line
        case 's':
          return status
        case 'b':
          return sent === 0 ? '-' : String(sent)
        case 'O':
          return String(sent)
        case 'm':
          return 'bad' in request ? '-' : request.method
        case 'U':
          return 'bad' in request ? '-' : request.path
        case '%':
          return '%'
        default:
          return all
      }
    },
  )
  return `${line}\n`
}
