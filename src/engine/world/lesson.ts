import type { Ports } from '../base/ports.ts'
import { decode } from '../base/text.ts'
import type { World } from '../world.ts'
import { createWorld } from './create.ts'
import { type LessonWorld, readerWorld } from './reader.ts'

/**
 * The world that a lesson plays in, after the command lines of `start`. Those of a PC are run by its disk's own shell before it is
 * switched on. Each must succeed.
 */
export async function lessonWorld(
  lesson: LessonWorld,
  start: readonly string[],
  ports: Partial<Ports>,
): Promise<World> {
  const options = { ...readerWorld(lesson), ports }
  if (lesson.machine) {
    // Much code that most lessons have no use for.
    const { readerPc } = await import('./pc/reader-pc.ts')
    return readerPc(options, lesson.machine, start)
  }
  const world = createWorld(options)
  for (const line of start) await runLine(world, line)
  return world
}

/** Runs a command line of a challenge's start to its end. */
async function runLine(world: World, line: string): Promise<void> {
  const job = world.start({ argv: ['bash', '-c', line] })
  for (;;) {
    const { kind } = await world.pump(65536)
    // A container that goes on would end, were the clock moved to where it next does something.
    if (job.exitCode !== undefined || kind === 'idle') break
    if (kind === 'paused') world.advance()
  }
  if (job.exitCode !== 0) throw new Error(`${line}: exit ${job.exitCode}: ${decode(job.stderr)}`)
}
