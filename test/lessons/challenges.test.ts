import { describe, expect, it } from 'vitest'
import type { World } from '../../src/engine/world.ts'
import { nodePorts } from '../../src/headless/ports.ts'
import { Typist } from '../../src/headless/typist.ts'
import { LESSONS } from '../../src/lessons/index.ts'
import { keysOf } from '../../src/lessons/key-names.ts'
import { doneOf, metOf, type Step } from '../../src/lessons/lessons.ts'
import { startWorld } from '../../src/sandbox/start-world.ts'

const challenges = LESSONS.flatMap(({ chapter, challenges = [] }) =>
  challenges.map((challenge) => ({ place: `${chapter}/${challenge.id}`, challenge })),
)

/** Plays steps on a host of that place. */
async function play(place: string, steps: readonly Step[]): Promise<World> {
  const world = await startWorld(place, nodePorts)
  const typist = new Typist(world)
  for (const step of steps) {
    if (typeof step === 'string') await typist.type(step)
    else await typist.press(keysOf(step.keys).map(({ bytes }) => bytes))
  }
  await typist.settle('at the end')
  return world
}

const shown = (steps: readonly Step[]): string =>
  steps.map((step) => (typeof step === 'string' ? step : step.keys)).join('; ')

describe.each(challenges)('$place', ({ place, challenge }) => {
  const all = Object.keys(challenge.goals)

  /** Names of the goals that are met after these steps. */
  const metAfter = async (steps: readonly Step[]): Promise<string[]> =>
    metOf(challenge, (await play(place, steps)).facts())

  it('is not solved at the start', async () => {
    expect(await metAfter([])).not.toEqual(all)
  })

  it.each(challenge.solutions.map((lines) => ({ lines, shown: shown(lines) })))(
    'is solved by $shown',
    async ({ lines }) => {
      expect(await metAfter(lines)).toEqual(all)
    },
  )

  it.each(challenge.nearMisses.map((miss) => ({ ...miss, shown: shown(miss.lines) })))(
    'is not solved by $shown',
    async ({ lines, misses }) => {
      expect(misses.length).toBeGreaterThan(0)
      expect(await metAfter(lines)).toEqual(all.filter((name) => !misses.includes(name)))
    },
  )

  it('has several ways and several that fail', () => {
    expect(challenge.solutions.length).toBeGreaterThanOrEqual(2)
    expect(challenge.nearMisses.length).toBeGreaterThanOrEqual(2)
    const missed = new Set(challenge.nearMisses.flatMap(({ misses }) => misses))
    expect([...missed].sort(), 'each goal is missed by one').toEqual([...all].sort())
  })
})

const exercises = LESSONS.flatMap((lesson) =>
  Object.entries(lesson.exercises ?? {}).map(([name, exercise]) => ({
    place: lesson.chapter,
    lesson,
    name,
    exercise,
  })),
)

describe.each(exercises)('$place: $name', ({ place, lesson, name, exercise }) => {
  it('is done by its way', async () => {
    expect(doneOf(lesson, (await play(place, exercise.by)).facts())).toContain(name)
  })

  it('is not done by what comes to the same', async () => {
    expect(exercise.notBy).not.toEqual([])
    expect(doneOf(lesson, (await play(place, exercise.notBy)).facts())).not.toContain(name)
  })
})
