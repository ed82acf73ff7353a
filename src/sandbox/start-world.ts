import type { Ports } from '../engine/base/ports.ts'
import { createWorld } from '../engine/world/create.ts'
import { readerWorld } from '../engine/world/reader.ts'
import type { World } from '../engine/world.ts'
import { lessonOf } from '../lessons/index.ts'

/** The world of a chapter's lesson. `chapter` is its file name without a language: `layers`. */
export function startWorld(chapter: string, ports: Ports): World {
  return createWorld({ ...readerWorld(lessonOf(chapter).world), ports })
}
