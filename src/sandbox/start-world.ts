import type { Ports } from '../engine/base/ports.ts'
import { createWorld } from '../engine/world/create.ts'
import { loadPrograms } from '../engine/world/programs.ts'
import { readerWorld } from '../engine/world/reader.ts'
import type { World } from '../engine/world.ts'
import { challengeOf, lessonOf } from '../lessons/index.ts'
import { doneOf, metOf } from '../lessons/lessons.ts'

export { loadPrograms }

/** The world of a chapter's lesson. `place` is its file name without a language, `layers`, or a challenge of it, `layers/two-tags`. */
export async function startWorld(place: string, ports: Ports): Promise<World> {
  const lesson = lessonOf(place.split('/')[0]!)
  const world = createWorld({ ...readerWorld(lesson.world), ports })
  for (const line of challengeOf(place)?.start ?? []) await runLine(world, line)
  return world
}

/** Names of the goals of a challenge that are met; of the exercises of a chapter that were done. */
export function metGoals(place: string, world: World): readonly string[] {
  const challenge = challengeOf(place)
  return challenge ? metOf(challenge, world.facts()) : doneOf(lessonOf(place), world.facts())
}

/** Runs a command line of a challenge's start to its end. It must succeed. */
async function runLine(world: World, line: string): Promise<void> {
  const job = world.start({ argv: ['bash', '-c', line] })
  for (;;) {
    const { kind } = await world.pump(65536)
    // A container that goes on would end, were the clock moved to where it next does something.
    if (job.exitCode !== undefined || kind === 'idle') break
    if (kind === 'paused') world.advance()
  }
  if (job.exitCode !== 0)
    throw new Error(`${line}: exit ${job.exitCode}: ${new TextDecoder().decode(job.stderr)}`)
}
