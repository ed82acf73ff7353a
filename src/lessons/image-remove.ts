import type { Lesson } from './lessons.ts'

export const imageRemove: Lesson = {
  chapter: 'image-remove',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-remove' },
}
