import type { Lesson } from './lessons.ts'

export const layers: Lesson = {
  chapter: 'layers',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'layers' },
}
