import type { Lesson } from './lessons.ts'

export const imageSaveLoad: Lesson = {
  chapter: 'image-save-load',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-save-load' },
}
