import type { Lesson } from './lessons.ts'

export const layers: Lesson = {
  chapter: 'layers',
  world: { clock: '2026-11-22T08:00:00Z', seed: 'layers' },
}
