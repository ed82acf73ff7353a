import { byCodeUnit } from '../../base/text.ts'
import type { PortSummary } from '../../daemon/api.ts'

interface Group {
  readonly ip: string
  readonly type: string
  readonly first: number
  last: number
}

const joined = (ip: string, port: string): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)

function groupText({ ip, type, first, last }: Group): string {
  const range = first === last ? String(first) : `${first}-${last}`
  return `${ip === '' ? range : `${joined(ip, range)}->${range}`}/${type}`
}

const order = (a: PortSummary, b: PortSummary): number =>
  a.PrivatePort - b.PrivatePort ||
  byCodeUnit(a.IP ?? '', b.IP ?? '') ||
  (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
  byCodeUnit(a.Type, b.Type)

/** `0.0.0.0:8080->80/tcp, 443/tcp`; neighbouring ports of one kind become a range (formatter.DisplayablePorts). */
export function displayPorts(ports: readonly PortSummary[]): string {
  const done: string[] = []
  const mappings: string[] = []
  const open = new Map<string, Group>()
  for (const { IP: ip = '', PrivatePort: port, PublicPort, Type: type } of [...ports].sort(order)) {
    if (ip !== '' && PublicPort !== port) {
      mappings.push(`${joined(ip, String(PublicPort ?? 0))}->${port}/${type}`)
      continue
    }
    const key = `${ip}/${type}`
    const group = open.get(key)
    if (group && port === group.last + 1) {
      group.last = port
      continue
    }
    if (group) done.push(groupText(group))
    open.set(key, { ip, type, first: port, last: port })
  }
  return [...done, ...[...open.values()].map(groupText), ...mappings].join(', ')
}
