import type { PacketPath, PathStep } from '../../src/engine/world.ts'
import { code, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { byMachine } from './model.ts'

/** The way of a packet: machine by machine, step by step. */
export function pathList(path: PacketPath): HTMLElement {
  const groups = byMachine(path.steps).map(({ machine, steps }) =>
    element(
      'li',
      {},
      element('strong', { translate: 'no' }, machine),
      element(
        'ol',
        {},
        ...steps.map((step) => element('li', { class: `step-${step.kind}` }, ...stepParts(step))),
      ),
    ),
  )
  const rest =
    path.outcome === 'held' ? [element('li', { class: 'step-held' }, text('strata.ports.held'))] : []
  return element('ol', { class: 'ports-path', 'aria-label': text('strata.ports.path') }, ...groups, ...rest)
}

function stepParts(step: PathStep): (Node | string)[] {
  switch (step.kind) {
    case 'sent':
      return [text('strata.ports.step.sent')]
    case 'in':
    case 'out':
      return [
        code(step.device),
        ' ',
        text(`strata.ports.step.${step.kind}`),
        ' ',
        code(`${step.from} > ${step.to}`),
      ]
    case 'table':
      return tableParts(step)
    case 'nat':
      return [
        text(step.side === 'dst' ? 'strata.ports.step.dnat' : 'strata.ports.step.snat'),
        ' ',
        code(`${step.was} → ${step.is}`),
        ...(step.by === 'connection' ? [` ${text('strata.ports.step.conntrack')}`] : []),
      ]
    case 'route':
      if (step.device === undefined) return [text('strata.ports.step.local')]
      return [
        text('strata.ports.step.route'),
        ' ',
        code(`dev ${step.device}${step.gateway === undefined ? '' : ` via ${step.gateway}`}`),
      ]
    case 'socket':
      if (step.found === 'kernel') return [text('strata.ports.step.kernel')]
      return [
        text(`strata.ports.step.${step.found}`),
        ' ',
        code([step.state, step.local, step.remote].filter((word) => word !== undefined).join(' ')),
        ...(step.program === undefined
          ? []
          : [` ${text('strata.ports.step.of', { program: step.program })}`]),
      ]
    case 'lost':
      return [element('strong', {}, text(`strata.ports.lost.${step.why}`))]
  }
}

function tableParts({
  table,
  hook,
  bridge,
  rules,
  verdict,
  policy,
}: Extract<PathStep, { kind: 'table' }>): (Node | string)[] {
  const list = rules.map(({ text: rule, packets }) =>
    element(
      'li',
      {},
      code(rule),
      ' ',
      element('span', { class: 'ports-count' }, text('strata.ports.step.count', { count: packets })),
    ),
  )
  return [
    code(`${table}/${hook.toUpperCase()}${bridge === undefined ? '' : ` (${bridge})`}`),
    ` ${text(policy ? 'strata.ports.step.policy' : 'strata.ports.step.verdict', { verdict })}`,
    ...(list.length > 0 ? [element('ul', {}, ...list)] : []),
  ]
}
