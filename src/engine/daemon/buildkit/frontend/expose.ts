import { EngineError } from '../../../base/errors.ts'
import type { Range } from '../../dockerfile/location.ts'
import type { Linter } from '../lint/linter.ts'

const fail = (text: string): EngineError => new EngineError('invalid', text)

/** Ports of EXPOSE as the config names them: `80/tcp` (BuildKit, dockerfile2llb/convert_expose.go). Throws `invalid`. */
export const exposedPorts = (words: readonly string[], range: Range, lint: Linter): string[] =>
  words.flatMap((word) => portsOf(word, range, lint))

function portsOf(raw: string, at: Range, lint: Linter): string[] {
  const parts = raw.split(':')
  const container = parts.at(-1)!
  const host = parts.length > 1 ? parts.at(-2)! : ''
  const address = parts.slice(0, -2).join(':')
  const [ports = '', protocol = ''] = container.split(/\/(.*)/s)
  if (ports === '') throw fail(`invalid port: ${JSON.stringify(raw)}: no port specified`)
  if (!['', 'tcp', 'udp', 'sctp'].includes(protocol.toLowerCase()))
    throw fail(`invalid port: ${JSON.stringify(raw)}: invalid proto: ${protocol}`)
  if (protocol !== protocol.toLowerCase()) lint.report('ExposeProtoCasing', at, raw)
  if (address !== '' || host !== '') lint.report('ExposeInvalidFormat', at, raw)
  const bare = address.replace(/^\[(.*)\]$/, '$1')
  if (bare !== '' && !/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(bare))
    throw fail(`invalid IP address: ${bare}`)
  const inside = rangeOf(ports)
  if (!inside) throw fail(`invalid containerPort: ${ports}`)
  if (host !== '') {
    const outside = rangeOf(host)
    if (!outside) throw fail(`invalid hostPort: ${host}`)
    const counts = [inside, outside].map(([from, to]) => to - from)
    if (counts[0] !== counts[1] && inside[0] !== inside[1])
      throw fail(`invalid ranges specified for container and host Ports: ${ports} and ${host}`)
  }
  const [from, to] = inside
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}/${protocol.toLowerCase() || 'tcp'}`)
}

function rangeOf(text: string): [from: number, to: number] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (!match) return undefined
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])]
  return from <= 65535 && to <= 65535 && to >= from ? [from, to] : undefined
}
