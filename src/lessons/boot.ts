import type { Lesson } from './lessons.ts'

export const boot: Lesson = {
  chapter: 'boot',
  view: 'machine',
  world: { clock: '2026-07-14T08:00:00Z', seed: 'boot', machine: { firmware: 'bios' } },
}
