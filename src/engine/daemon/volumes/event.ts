import type { Daemon } from '../daemon.ts'

/** Tells of a volume (moby, daemon/events.go, LogVolumeEvent). */
export function logVolume(
  daemon: Daemon,
  action: 'create' | 'destroy' | 'mount' | 'unmount',
  name: string,
  more: Readonly<Record<string, string>> = {},
): void {
  daemon.events.log('volume', action, name, { ...more, driver: 'local' })
}
