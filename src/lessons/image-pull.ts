import type { Lesson } from './lessons.ts'

export const imagePull: Lesson = {
  chapter: 'image-pull',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-pull' },
}
