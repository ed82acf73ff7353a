import type { Daemon } from '../daemon.ts'
import { findImage } from './lookup.ts'

/** Tells of an image. Its labels come along as long as it is there (moby, daemon/images/image_events.go). */
export function logImage(daemon: Daemon, action: string, id: string, name: string): void {
  const labels = findImage(daemon, id)?.config.config?.Labels
  daemon.events.log('image', action, id, { ...labels, ...(name !== '' && { name }) })
}
