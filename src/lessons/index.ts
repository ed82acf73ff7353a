import { layers } from './layers.ts'
import type { Lesson } from './lessons.ts'

/** Every chapter's lesson, in the order of the sidebar. */
export const LESSONS: readonly Lesson[] = [layers]

/** Lesson of a chapter; the first one where a page has none of its own. */
export const lessonOf = (chapter: string): Lesson =>
  LESSONS.find((lesson) => lesson.chapter === chapter) ?? layers
