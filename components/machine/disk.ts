import type { DiskPart, DiskView } from '../../src/engine/world.ts'
import { code, element } from '../dom.ts'
import { humanSize } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import { type Stretch, stretchesOf, weightOf } from './model.ts'
import { scrollTable } from './table.ts'

const SECTOR = 512

/** The disk as a bar for those who see it, and as a table. */
export function diskMap(disk: DiskView): HTMLElement[] {
  const stretches = stretchesOf(disk)
  return [
    element('h4', {}, text('strata.machine.disk')),
    element(
      'div',
      { class: 'machine-disk', 'aria-hidden': 'true' },
      ...stretches.map((stretch) =>
        element(
          'span',
          { class: `machine-${stretch.kind}`, style: `flex-grow: ${weightOf(stretch).toFixed(1)}` },
          stretch.kind === 'part' ? stretch.part.name : '',
        ),
      ),
    ),
    scrollTable(
      text('strata.machine.disk'),
      (['sectors', 'size', 'holds'] as const).map((name) => text(`strata.machine.disk.${name}`)),
      stretches.map((stretch) => [
        element('span', { class: 'machine-range' }, code(range(stretch))),
        humanSize(stretch.sectors * SECTOR),
        holdsOf(stretch, disk),
      ]),
    ),
  ]
}

const range = ({ start, sectors }: Stretch): string =>
  sectors === 1 ? String(start) : `${start}–${start + sectors - 1}`

function holdsOf(stretch: Stretch, disk: DiskView): (string | HTMLElement)[] {
  switch (stretch.kind) {
    case 'first':
      return [firstSector(disk)]
    case 'table':
      return [text(stretch.start < 64 ? 'strata.machine.disk.gpt' : 'strata.machine.disk.gptCopy')]
    case 'gap':
      return [text(disk.table === 'gpt' ? 'strata.machine.disk.free' : 'strata.machine.disk.gap')]
    case 'free':
      return [text('strata.machine.disk.free')]
    case 'part':
      return partition(stretch.part)
  }
}

function firstSector({ code: has, signature, table }: DiskView): string {
  const parts = [
    text(table === 'gpt' ? 'strata.machine.disk.protective' : 'strata.machine.disk.mbr'),
    text(has ? 'strata.machine.disk.code' : 'strata.machine.disk.noCode'),
    text(signature ? 'strata.machine.disk.signature' : 'strata.machine.disk.noSignature'),
  ]
  return parts.join(' · ')
}

function partition({ name, active, holds, mounted }: DiskPart): (string | HTMLElement)[] {
  const shown: (string | HTMLElement)[] = [code(`/dev/${name}`), ' ']
  if (!holds) return [...shown, element('strong', {}, text('strata.machine.disk.lost'))]
  const { kind, label, uuid, dirty, used, capacity } = holds
  const facts = [`${kind}${label === '' ? '' : ` “${label}”`}`]
  if (active) facts.push(text('strata.machine.disk.active'))
  if (used !== undefined && capacity !== undefined)
    facts.push(text('strata.machine.disk.used', { used: humanSize(used), capacity: humanSize(capacity) }))
  if (mounted !== undefined) facts.push(text('strata.machine.disk.mounted', { path: mounted }))
  else if (dirty) facts.push(text('strata.machine.disk.dirty'))
  return [...shown, facts.join(' · '), element('div', {}, code(`UUID=${uuid}`))]
}
