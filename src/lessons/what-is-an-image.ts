import type { Lesson } from './lessons.ts'

export const whatIsAnImage: Lesson = {
  chapter: 'what-is-an-image',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'what-is-an-image' },
}
