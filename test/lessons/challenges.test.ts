import { describe, expect, it } from 'vitest'
import type { World } from '../../src/engine/world.ts'
import { nodePorts } from '../../src/headless/ports.ts'
import { Typist } from '../../src/headless/typist.ts'
import { LESSONS } from '../../src/lessons/index.ts'
import { keysOf } from '../../src/lessons/key-names.ts'
import { type Challenge, doneOf, metOf, type Step } from '../../src/lessons/lessons.ts'
import { startWorld } from '../../src/sandbox/start-world.ts'

const challenges = LESSONS.flatMap(({ chapter, challenges = [] }) =>
  challenges.map((challenge) => ({ place: `${chapter}/${challenge.id}`, challenge })),
)

const placeOf = (step: Step | undefined) => (typeof step === 'object' && 'at' in step ? step.at : undefined)

/** After so many steps everything comes to rest, as it would had they been all. */
const isEnd = (steps: readonly Step[], count: number): boolean => {
  const next = steps[count]
  return typeof next !== 'object' || 'power' in next
}

/** Plays steps on a host of that place. `after` hears each number of steps that have been played and have come to rest, 0 first. */
async function play(
  place: string,
  steps: readonly Step[],
  after: (count: number, world: World) => void = () => {},
): Promise<World> {
  const world = await startWorld(place, nodePorts)
  const typist = new Typist(world)
  // What goes on by itself is not waited for where keys come next.
  const rest = async (count: number): Promise<void> => {
    if (isEnd(steps, count)) {
      await typist.settle(`step ${count}`)
      after(count, world)
    } else if (placeOf(steps[count])) await typist.settle(`step ${count}`, placeOf(steps[count]))
  }
  await rest(0)
  for (const [i, step] of steps.entries()) {
    if (typeof step === 'string') await typist.type(step, placeOf(steps[i + 1]))
    else if ('power' in step) world.power!.press(step.power)
    else await typist.press(keysOf(step.keys).map(({ bytes }) => bytes))
    await rest(i + 1)
  }
  return world
}

const shown = (steps: readonly Step[]): string =>
  steps.map((step) => (typeof step === 'string' ? step : 'power' in step ? step.power : step.keys)).join('; ')

/** Whether some steps are how others begin. */
const begins = (some: readonly Step[], others: readonly Step[]): boolean =>
  some.length <= others.length && some.every((step, i) => JSON.stringify(step) === JSON.stringify(others[i]))

/** Names of the goals that are met after each of several ways. A way that another one begins with is played with that one. */
function outcomes(place: string, challenge: Challenge, ways: readonly (readonly Step[])[]) {
  const met = new Map<string, Promise<string[]>>()
  return (steps: readonly Step[]): Promise<string[]> => {
    const key = JSON.stringify(steps)
    const known = met.get(key)
    if (known) return known
    const whole = ways.filter((way) => begins(steps, way)).sort((a, b) => b.length - a.length)[0] ?? steps
    const seen: string[][] = []
    const played = play(place, whole, (count, world) => {
      seen[count] = metOf(challenge, world.facts())
    })
    for (const way of [...ways, steps])
      if (begins(way, whole) && isEnd(whole, way.length))
        met.set(
          JSON.stringify(way),
          played.then(() => seen[way.length]!),
        )
    return met.get(key) ?? play(place, steps).then((world) => metOf(challenge, world.facts()))
  }
}

describe.each(challenges)('$place', ({ place, challenge }) => {
  const all = Object.keys(challenge.goals)
  const metAfter = outcomes(place, challenge, [
    [],
    ...challenge.solutions,
    ...challenge.nearMisses.map(({ lines }) => lines),
  ])

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
