import type { EventMessage, Filters } from '../api.ts'
import { hasLabel } from '../filters.ts'

/** Whether a filter lets an event through (moby, daemon/events/filter.go). Unknown filters are ignored. */
export function eventFilter(filters: Filters): (event: EventMessage) => boolean {
  const exact = (name: string, value: string | undefined): boolean =>
    filters[name] === undefined || (value !== undefined && filters[name].includes(value))
  /** By the start of a name or ID. */
  const fuzzy = (name: string, value: string | undefined): boolean =>
    filters[name] === undefined || filters[name].some((start) => (value ?? '').startsWith(start))
  const action = (event: EventMessage): boolean => {
    const whole = ['health_status', 'exec_create', 'exec_start']
    return filters.event?.some((wanted) => whole.includes(wanted))
      ? fuzzy('event', event.Action)
      : exact('event', event.Action)
  }
  const named = ({ Actor }: EventMessage): boolean =>
    ['container', 'plugin', 'volume', 'network', 'node', 'service', 'secret', 'config'].every(
      (kind) => fuzzy(kind, Actor.ID) || fuzzy(kind, Actor.Attributes.name),
    )
  const image = ({ Actor, Type }: EventMessage): boolean => {
    const name = Actor.Attributes[Type === 'image' ? 'name' : 'image'] ?? ''
    return [Actor.ID, name, withoutTag(Actor.ID), withoutTag(name)].some((text) => exact('image', text))
  }
  const labels = ({ Actor }: EventMessage): boolean =>
    (filters.label ?? []).every((label) => hasLabel(Actor.Attributes, label))
  return (event) =>
    action(event) &&
    exact('type', event.Type) &&
    exact('scope', event.scope) &&
    exact('daemon', undefined) &&
    named(event) &&
    image(event) &&
    labels(event)
}

const withoutTag = (name: string): string => name.replace(/:[^:/]*$/, '')
