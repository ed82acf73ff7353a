import { expect, it } from 'vitest'
import { Dice } from '../../support/random.ts'
import { Driver, MemoryStore } from './driver.ts'
import { commandOf } from './reader-lines.ts'

/** Sequences of commands, and pages that go away. `STRATA_FUZZ` asks for more. */
const RUNS = Number(process.env.STRATA_FUZZ ?? 12)

it('ends in equal states, back and forth, whatever was done', async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const dice = new Dice(seed)
    const driver = await Driver.open()
    const hashes = [driver.hash]
    const count = 3 + dice.below(12)
    for (let i = 0; i < count; i++) {
      await driver.run(commandOf(dice))
      hashes.push(driver.hash)
    }
    for (let step = 0; step < 10; step++) {
      const { journal } = driver.session
      const to = [journal.back(), journal.forth(), dice.below(count + 1)][dice.below(3)]
      if (to === undefined) continue
      if (dice.chance(0.3)) await driver.prepared()
      await driver.session.goTo(to)
      expect(driver.hash, `sequence ${seed}, after ${to}`).toBe(hashes[to])
    }
    const reopened = await Driver.open(driver.store)
    expect(reopened.hash, `sequence ${seed}, opened again`).toBe(driver.hash)
  }
}, 600_000)

it('loses nothing and does nothing twice, whenever the page goes', async () => {
  for (let seed = 1; seed <= RUNS * 2; seed++) {
    const dice = new Dice(1000 + seed)
    const driver = await Driver.open()
    const lines = Array.from({ length: 2 + dice.below(6) }, () => commandOf(dice))
    const keys = [...lines.map((line) => `${line}\r`).join('')]
    // Keys come when they come: at rest, or while something runs.
    const end = dice.below(keys.length)
    for (const key of keys.slice(0, end)) {
      driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode(key) })
      if (dice.chance(0.9)) await driver.settle()
      else await driver.slice(dice.below(40))
    }
    await driver.slice(dice.below(200))
    const told = driver.session.journal.commands.map(({ text }) => text)
    // What the store has at this moment is what is left.
    const reopened = await Driver.open(new MemoryStore((driver.store as MemoryStore).records))
    const kept = reopened.session.journal.commands.map(({ text }) => text)
    expect(kept.slice(0, told.length), `page ${seed}`).toEqual(told)
    expect(kept.length, `page ${seed}`).toBeLessThanOrEqual(lines.length)
    const again = await Driver.open(reopened.store)
    expect(again.hash, `page ${seed}, opened twice`).toBe(reopened.hash)
    await driver.settle()
    if (driver.session.journal.commands.length === kept.length)
      expect(reopened.hash, `page ${seed}`).toBe(driver.hash)
  }
}, 600_000)
