import type { Ports } from '../engine/base/ports.ts'
import { loadAhead } from '../engine/world/ahead.ts'
import { lessonWorld } from '../engine/world/lesson.ts'
import type { World } from '../engine/world.ts'
import { challengeOf, lessonOf } from '../lessons/index.ts'
import { doneOf, metOf } from '../lessons/lessons.ts'

export { loadAhead }

/** The world of a chapter's lesson. `place` is its file name without a language, `layers`, or a challenge of it, `layers/two-tags`. */
export function startWorld(place: string, ports: Ports): Promise<World> {
  const { world } = lessonOf(place.split('/')[0]!)
  const { start = [], machine = world.machine } = challengeOf(place) ?? {}
  return lessonWorld({ ...world, ...(machine && { machine }) }, start, ports)
}

/** Names of the goals of a challenge that are met; of the exercises of a chapter that were done. */
export function metGoals(place: string, world: World): readonly string[] {
  const challenge = challengeOf(place)
  return challenge ? metOf(challenge, world.facts()) : doneOf(lessonOf(place), world.facts())
}
