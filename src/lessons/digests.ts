import type { Lesson } from './lessons.ts'

export const digests: Lesson = {
  chapter: 'digests',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'digests' },
}
