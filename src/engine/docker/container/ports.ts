import { isIPAddress } from '../cli/addresses.ts'
import { ClientError } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'

/** One `-p` of one port (docker/go-connections, nat). */
export interface PortMapping {
  /** `80/tcp`. */
  readonly port: string
  readonly hostIP: string
  readonly hostPort: string
}

const MAX_PORT = 65535

/** `80` or `80-90`; undefined for neither. */
function parseRange(text: string): [first: number, last: number] | undefined {
  const m = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (!m) return undefined
  const first = Number(m[1])
  const last = Number(m[2] ?? m[1])
  return first > MAX_PORT || last > MAX_PORT || last < first ? undefined : [first, last]
}

const fail = (why: string): never => {
  throw new ClientError(why)
}

const splitProtocol = (text: string): [port: string, protocol: string] => {
  const slash = text.indexOf('/')
  return slash === -1 ? [text, 'tcp'] : [text.slice(0, slash), text.slice(slash + 1) || 'tcp']
}

/** `published=8080,target=80,protocol=tcp` as the short form says it (docker/cli, convertToStandardNotation). */
function shortForm(text: string): string {
  if (!text.includes('=')) return text
  const given = new Map([['protocol', 'tcp']])
  for (const parameter of text.split(',')) {
    const [name, ...value] = parameter.split('=')
    if (!name || value.length === 0)
      fail(`invalid publish opts format (should be name=value but got '${parameter}')`)
    given.set(name!, value.join('='))
  }
  const [published = '', target = '', protocol] = ['published', 'target', 'protocol'].map((name) =>
    given.get(name),
  )
  return `${published}:${target}/${protocol}`
}

/** Reads `ip:host:container/protocol` in all its forms (nat.ParsePortSpec). */
export function parsePublish(publish: string): PortMapping[] {
  const text = shortForm(publish)
  const parts = text.split(':')
  const [port, protocol] = splitProtocol(parts.at(-1)!)
  const hostPort = parts.at(-2) ?? ''
  const given = parts.slice(0, -2).join(':')
  if (given.startsWith('[') && !given.endsWith(']'))
    fail(
      `invalid IP address ${given}: address ${given}:: ${given.includes(']') ? 'missing port' : "missing ']'"} in address`,
    )
  const hostIP = given.replace(/^\[(.*)\]$/, '$1')
  if (hostIP !== '' && !isIPAddress(hostIP)) fail(`invalid IP address: ${hostIP}`)
  if (port === '') fail(`no port specified: ${text}<empty>`)
  const [first, last] = parseRange(port) ?? fail(`invalid containerPort: ${port}`)
  const host = hostPort === '' ? undefined : (parseRange(hostPort) ?? fail(`invalid hostPort: ${hostPort}`))
  if (host && last - first !== host[1] - host[0] && first !== last)
    fail(`invalid ranges specified for container and host Ports: ${port} and ${hostPort}`)
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) fail(`invalid proto: ${protocol}`)
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    port: `${first + i}/${protocol.toLowerCase()}`,
    hostIP,
    hostPort: !host
      ? ''
      : first === last && host[0] !== host[1]
        ? `${host[0]}-${host[1]}`
        : String(host[0] + i),
  }))
}

/** Reads `--expose 80-90/udp`. */
export function parseExpose(text: string): string[] {
  if (text.includes(':')) fail(`invalid port format for --expose: ${text}`)
  const [port, protocol] = splitProtocol(text)
  const range = parseRange(port)
  if (!range) {
    if (/^\d+-\d+$/.test(port) && port.split('-').every((part) => Number(part) <= MAX_PORT))
      fail(`invalid range format for --expose: ${text}, error: invalid range specified for port: ${port}`)
    const bad = port.split('-').find((part) => !/^\d+$/.test(part)) ?? port
    return fail(
      `invalid range format for --expose: ${text}, error: strconv.ParseUint: parsing ${quote(bad)}: ${/^\d+$/.test(bad) ? 'value out of range' : 'invalid syntax'}`,
    )
  }
  return Array.from({ length: range[1] - range[0] + 1 }, (_, i) => `${range[0] + i}/${protocol}`)
}
