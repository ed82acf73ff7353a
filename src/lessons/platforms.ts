import type { Lesson } from './lessons.ts'

export const platforms: Lesson = {
  chapter: 'platforms',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'platforms' },
}
