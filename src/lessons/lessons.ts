import type { LessonWorld } from '../engine/world/reader.ts'
import type { ViewName } from '../engine/world.ts'

/** A chapter's lesson: the world it plays in. */
export interface Lesson {
  /** File name of the chapter, the same in both languages. */
  readonly chapter: string
  readonly world: LessonWorld
  /** The view that the dock shows first; `layers` where it is left out. */
  readonly view?: ViewName
}
