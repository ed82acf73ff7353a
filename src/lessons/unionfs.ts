import type { Lesson } from './lessons.ts'

export const unionfs: Lesson = {
  chapter: 'unionfs',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'unionfs' },
  view: 'overlay',
}
