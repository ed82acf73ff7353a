import type { Lesson } from './lessons.ts'

export const storage: Lesson = {
  chapter: 'storage',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'storage' },
}
