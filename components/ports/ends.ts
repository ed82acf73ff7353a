import type { PacketPath, PortsEnd, SocketRow } from '../../src/engine/world.ts'
import { code, element, heard } from '../dom.ts'
import { text } from '../page-strings.ts'
import { foundBy } from './model.ts'

/** The sockets of a machine, as ss has them; the one that a packet found is marked. */
export function endTable(end: PortsEnd, path: PacketPath | undefined): HTMLElement {
  const { name, addresses, sockets, more } = end
  const found = foundBy(path, end)
  const caption = element(
    'caption',
    {},
    element('strong', { translate: 'no' }, name),
    ...(addresses.length > 0 ? [' ', code(addresses.join(', '))] : []),
  )
  const heads = [
    text('strata.ports.state'),
    'Recv-Q',
    'Send-Q',
    text('strata.ports.places'),
    text('strata.ports.process'),
  ].map((title) => element('th', { scope: 'col', class: title.endsWith('-Q') ? 'number' : undefined }, title))
  const rows =
    sockets.length > 0
      ? sockets.map((row) => socketRow(row, row === found))
      : [element('tr', {}, element('td', { colspan: heads.length }, text('strata.ports.none')))]
  if (more > 0)
    rows.push(
      element('tr', {}, element('td', { colspan: heads.length }, text('strata.ports.more', { count: more }))),
    )
  return element(
    'table',
    { class: 'ports-sockets' },
    caption,
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  )
}

function socketRow(row: SocketRow, found: boolean): HTMLElement {
  const { protocol, state, recvQ, sendQ, local, peer, holders, retries } = row
  const queue = state === 'LISTEN' ? [note(text('strata.ports.queue', { count: recvQ, backlog: sendQ }))] : []
  const again = retries > 0 ? [note(text('strata.ports.again', { count: retries }))] : []
  return element(
    'tr',
    { class: found ? 'ports-found' : undefined },
    element(
      'td',
      {},
      element('span', { translate: 'no' }, `${state} `),
      element('span', { class: 'ports-protocol', translate: 'no' }, protocol),
      ...(found ? [heard(text('strata.ports.found'))] : []),
      ...queue,
      ...again,
    ),
    element('td', { class: 'number' }, String(recvQ)),
    element('td', { class: 'number' }, String(sendQ)),
    element('td', { translate: 'no' }, code(local), element('br'), code(`↔\u00a0${peer}`)),
    element('td', { translate: 'no' }, holders.length > 0 ? holders.join(', ') : '–'),
  )
}

const note = (content: string): HTMLElement => element('span', { class: 'ports-note' }, content)
