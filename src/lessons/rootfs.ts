import type { Lesson } from './lessons.ts'

export const rootfs: Lesson = {
  chapter: 'rootfs',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'rootfs' },
}
