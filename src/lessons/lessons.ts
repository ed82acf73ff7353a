import type { LessonWorld } from '../engine/world/reader.ts'

/** A chapter's lesson: the world it plays in. */
export interface Lesson {
  /** File name of the chapter, the same in both languages. */
  readonly chapter: string
  readonly world: LessonWorld
}
