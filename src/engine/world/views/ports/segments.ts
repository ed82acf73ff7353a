import type { IpAddress } from '../../../kernel/net/address.ts'
import type { Form, Journey, Step } from '../../../kernel/net/journey.ts'
import type { TcpSegment } from '../../../kernel/net/packet.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import { Conversations } from '../../../userland/net/capture/sequence.ts'
import type { MachineName } from '../../packets/machines.ts'
import { outcomeOf, placeText, whatOf } from '../../packets/path.ts'
import type { SegmentRow } from './types.ts'

type Seen = Extract<Step, { kind: 'in' | 'out' }>

/** Packets that one of two machines sent or got, in the order in which they set out. */
export function segmentsOf(
  journeys: readonly Journey[],
  left: NetNamespace,
  right: NetNamespace,
  machine: MachineName,
): SegmentRow[] {
  const counted = { left: new Conversations(), right: new Conversations() }
  const rows: SegmentRow[] = []
  let first: number | undefined
  for (const journey of journeys) {
    const [atLeft, atRight] = [seenAt(journey, left), seenAt(journey, right)]
    const origin = journey.steps[0]?.net
    if (!atLeft && !atRight && origin !== left && origin !== right) continue
    // Both count what they see, so that one of them knows where a connection began.
    const byLeft = atLeft && numbersOf(journey, atLeft.form, counted.left)
    const byRight = atRight && numbersOf(journey, atRight.form, counted.right)
    const form = (atRight ?? atLeft)?.form ?? journey.form
    const { seq, ack } = byRight ?? byLeft ?? NOWHERE
    const at = journey.steps[0]?.at ?? 0
    first ??= at
    rows.push({
      number: journey.number,
      at: at - first,
      from: placeText(form.from),
      to: placeText(form.to),
      protocol: journey.summary.transport,
      what: whatOf(journey.summary),
      seq,
      ack,
      length: journey.summary.length,
      direction: directionOf(origin, atLeft, atRight, left, right),
      left: atLeft?.device,
      right: left === right ? undefined : atRight?.device,
      outcome: outcomeOf(journey),
      lost: lossOf(journey, machine),
    })
  }
  return rows
}

const NOWHERE = { seq: undefined, ack: undefined }

/** Where a packet came by a machine first. */
const seenAt = ({ steps }: Journey, net: NetNamespace): Seen | undefined =>
  steps.find(
    (step): step is Seen & { net: NetNamespace } =>
      step.net === net && (step.kind === 'in' || step.kind === 'out'),
  )

function numbersOf(
  { summary }: Journey,
  { from, to }: Form,
  conversations: Conversations,
): { seq: number | undefined; ack: number | undefined } {
  if (summary.transport !== 'tcp') return { seq: undefined, ack: undefined }
  const packet = { src: from.address as IpAddress, dst: to.address as IpAddress, ttl: 0, id: 0 }
  const transport = { ...summary, kind: 'tcp', sport: from.port, dport: to.port } as unknown as TcpSegment
  const { seq, ack } = conversations.relative({ ...packet, transport }, transport)
  return { seq, ack: (summary.flags & 16) === 0 ? undefined : ack }
}

function directionOf(
  origin: NetNamespace | undefined,
  atLeft: Seen | undefined,
  atRight: Seen | undefined,
  left: NetNamespace,
  right: NetNamespace,
): SegmentRow['direction'] {
  if (left === right || (origin === left && atLeft?.loopback)) return 'self'
  if (atLeft && atRight) return atLeft.at <= atRight.at && origin !== right ? 'right' : 'left'
  if (origin === left || atRight) return origin === right ? 'left' : 'right'
  return 'left'
}

function lossOf({ steps }: Journey, machine: MachineName): SegmentRow['lost'] {
  const at = steps.findIndex(({ kind }) => kind === 'lost')
  const lost = steps[at]
  if (lost?.kind !== 'lost') return undefined
  const before = steps[at - 1]
  const filtered = (lost.why === 'dropped' || lost.why === 'rejected') && before?.kind === 'table'
  const table = filtered ? `${before.table}/${before.hook.toUpperCase()}` : undefined
  return { machine: machine(lost.net), why: lost.why, table }
}
