import type { LessonWorld } from '../engine/world/reader.ts'

/** The views that the dock switches between. */
export type ViewName = 'layers' | 'overlay' | 'start' | 'processes'

/** A chapter's lesson: the world it plays in. */
export interface Lesson {
  /** File name of the chapter, the same in both languages. */
  readonly chapter: string
  readonly world: LessonWorld
  /** The view that the dock shows first; `layers` where it is left out. */
  readonly view?: ViewName
}
