import type { Lesson } from './lessons.ts'

export const bootfs: Lesson = {
  chapter: 'bootfs',
  view: 'machine',
  world: { clock: '2026-07-16T08:00:00Z', seed: 'bootfs', machine: { firmware: 'bios' } },
}
