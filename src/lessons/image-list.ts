import type { Lesson } from './lessons.ts'

export const imageList: Lesson = {
  chapter: 'image-list',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-list' },
}
