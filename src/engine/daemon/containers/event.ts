import type { Daemon } from '../daemon.ts'
import type { Container } from './store.ts'

/** Tells of a container: its labels, what more there is to say, its image and name (moby, daemon/events.go). */
export function logContainer(
  daemon: Daemon,
  action: string,
  { id, name, config }: Container,
  more: Readonly<Record<string, string>> = {},
): void {
  daemon.events.log('container', action, id, { ...config.Labels, ...more, image: config.Image, name })
}
