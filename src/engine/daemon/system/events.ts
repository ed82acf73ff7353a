import { EngineError } from '../../base/errors.ts'
import { unixSeconds } from '../../base/time.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Channel } from '../../kernel/waiting.ts'
import type { EventMessage, Filters, Stream } from '../api.ts'
import { timestampParameter } from '../timestamp-parameter.ts'
import { eventFilter } from './event-filter.ts'

/** Past events that are kept (moby, daemon/events: eventsLimit). */
const KEPT = 256
/** Events that a slow reader may be behind. */
const BEHIND = 1024

type Attributes = Readonly<Record<string, string>>

/** What happened, and who wants to know of it. */
export class EventLog {
  private readonly kernel: Kernel
  private past: EventMessage[] = []
  private readonly readers = new Set<Channel<EventMessage>>()

  constructor(kernel: Kernel) {
    this.kernel = kernel
  }

  get listeners(): number {
    return this.readers.size
  }

  log(Type: EventMessage['Type'], Action: string, ID: string, Attributes: Attributes): void {
    const now = this.kernel.now()
    const event: EventMessage = {
      ...legacy(Type, Action, ID, Attributes),
      Type,
      Action,
      Actor: { ID, Attributes },
      scope: 'local',
      time: unixSeconds(now),
      timeNano: now,
    }
    this.past = [...this.past.slice(1 - KEPT), event]
    for (const reader of this.readers) reader.push(event)
  }

  /** What happened between two moments, then what happens until the second one (Unix time, may be absent). */
  read(query: { since?: string; until?: string; filters?: Filters }): Stream<EventMessage> {
    const { since, until } = query
    const [from, to] = [since, until].map((text) => (text ? timestampParameter(text) : undefined))
    if (to !== undefined && from !== undefined && to < from)
      throw new EngineError('invalid', `\`since\` time (${since}) cannot be after \`until\` time (${until})`)
    const includes = eventFilter(query.filters ?? {})
    const past =
      from === undefined && to === undefined
        ? []
        : this.past.filter(
            (event) =>
              event.timeNano >= (from ?? 0n) && (to === undefined || event.timeNano <= to) && includes(event),
          )
    const left = to === undefined ? undefined : Math.max(0, Number(to - this.kernel.now()))
    return this.stream(past, left, includes)
  }

  /** `left`: how long to listen in nanoseconds; 0 not at all, undefined for ever. */
  private stream(
    past: EventMessage[],
    left: number | undefined,
    includes: (event: EventMessage) => boolean,
  ): Stream<EventMessage> {
    if (left === 0) return { kind: 'stream', next: async () => past.shift(), close: () => {} }
    const channel = this.kernel.channel<EventMessage>(BEHIND)
    this.readers.add(channel)
    const close = (): void => {
      this.readers.delete(channel)
      channel.close()
    }
    if (left !== undefined) this.kernel.scheduler.after(left, close)
    return {
      kind: 'stream',
      next: async () => {
        const known = past.shift()
        if (known) return known
        for (;;) {
          const event = await channel.receive()
          if (!event || includes(event)) return event
        }
      },
      close,
    }
  }
}

/** What clients of old read, of containers and images alone (moby, daemon/events/events.go). */
function legacy(
  type: EventMessage['Type'],
  action: string,
  id: string,
  attributes: Attributes,
): Pick<EventMessage, 'status' | 'id' | 'from'> {
  if (type !== 'container' && type !== 'image') return {}
  const { image } = attributes
  return {
    status: action,
    ...(id !== '' && { id }),
    ...(type === 'container' && image !== undefined && { from: image }),
  }
}
