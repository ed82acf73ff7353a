import { createWorld } from '../engine/world/create.ts'
import { readerWorld } from '../engine/world/reader.ts'
import type { World } from '../engine/world.ts'
import { lessonWorld } from './lesson.ts'

/** The world that a chapter's sandbox starts with. */
export function startWorld(lesson: string): World {
  return createWorld(readerWorld(lessonWorld(lesson)))
}
