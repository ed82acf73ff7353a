import type { LessonWorld } from '../engine/world/reader.ts'

/** When every chapter's world starts, RFC 3339. */
const CLOCK = '2026-03-02T09:30:00Z'

/**
 * Clock and seed of a chapter's world. The page's worker and the tests that run a chapter's blocks both ask here, so
 * that the same commands give the same IDs. `lesson` is the chapter's name without a language: `layers`.
 */
export function lessonWorld(lesson: string): LessonWorld {
  return { clock: CLOCK, seed: lesson }
}
