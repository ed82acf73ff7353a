import type { Lesson } from './lessons.ts'

export const copyOnWrite: Lesson = {
  chapter: 'copy-on-write',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'copy-on-write' },
  view: 'overlay',
}
