import { describe, expect, it } from 'vitest'
import { nodePorts } from '../../src/headless/ports.ts'
import { Typist } from '../../src/headless/typist.ts'
import { LESSONS } from '../../src/lessons/index.ts'
import { metOf } from '../../src/lessons/lessons.ts'
import { startWorld } from '../../src/sandbox/start-world.ts'

const challenges = LESSONS.flatMap(({ chapter, challenges = [] }) =>
  challenges.map((challenge) => ({ place: `${chapter}/${challenge.id}`, challenge })),
)

describe.each(challenges)('$place', ({ place, challenge }) => {
  const all = Object.keys(challenge.goals)

  /** Names of the goals that are met after these lines. */
  async function metAfter(lines: readonly string[]): Promise<string[]> {
    const world = await startWorld(place, nodePorts)
    const typist = new Typist(world)
    for (const line of lines) await typist.type(line)
    return metOf(challenge, world.facts())
  }

  it('is not solved at the start', async () => {
    expect(await metAfter([])).not.toEqual(all)
  })

  it.each(challenge.solutions.map((lines) => ({ lines })))('is solved by $lines', async ({ lines }) => {
    expect(await metAfter(lines)).toEqual(all)
  })

  it.each(challenge.nearMisses)('is not solved by $lines', async ({ lines, misses }) => {
    expect(misses.length).toBeGreaterThan(0)
    expect(await metAfter(lines)).toEqual(all.filter((name) => !misses.includes(name)))
  })

  it('has several ways and several that fail', () => {
    expect(challenge.solutions.length).toBeGreaterThanOrEqual(2)
    expect(challenge.nearMisses.length).toBeGreaterThanOrEqual(2)
    const missed = new Set(challenge.nearMisses.flatMap(({ misses }) => misses))
    expect([...missed].sort(), 'each goal is missed by one').toEqual([...all].sort())
  })
})
