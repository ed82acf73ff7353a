import type { Lesson } from './lessons.ts'

export const containers: Lesson = {
  chapter: 'containers',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'containers' },
  view: 'processes',
}
