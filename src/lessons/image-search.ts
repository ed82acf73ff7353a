import type { Lesson } from './lessons.ts'

export const imageSearch: Lesson = {
  chapter: 'image-search',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-search' },
}
