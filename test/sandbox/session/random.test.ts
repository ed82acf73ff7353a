import { expect, it } from 'vitest'
import { Driver, MemoryStore } from './driver.ts'
import { commandOf, randomOf } from './random.ts'

/** Sequences of commands, and pages that go away. `STRATA_FUZZ` asks for more. */
const RUNS = Number(process.env.STRATA_FUZZ ?? 12)

it('ends in equal states, back and forth, whatever was done', async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = randomOf(seed)
    const driver = await Driver.open()
    const hashes = [driver.hash]
    const count = 3 + Math.floor(random() * 12)
    for (let i = 0; i < count; i++) {
      await driver.run(commandOf(random))
      hashes.push(driver.hash)
    }
    for (let step = 0; step < 10; step++) {
      const { journal } = driver.session
      const to = [journal.back(), journal.forth(), Math.floor(random() * (count + 1))][
        Math.floor(random() * 3)
      ]
      if (to === undefined) continue
      if (random() < 0.3) await driver.prepared()
      await driver.session.goTo(to)
      expect(driver.hash, `sequence ${seed}, after ${to}`).toBe(hashes[to])
    }
    const reopened = await Driver.open(driver.store)
    expect(reopened.hash, `sequence ${seed}, opened again`).toBe(driver.hash)
  }
}, 600_000)

it('loses nothing and does nothing twice, whenever the page goes', async () => {
  for (let seed = 1; seed <= RUNS * 2; seed++) {
    const random = randomOf(1000 + seed)
    const driver = await Driver.open()
    const lines = Array.from({ length: 2 + Math.floor(random() * 6) }, () => commandOf(random))
    const keys = [...lines.map((line) => `${line}\r`).join('')]
    // Keys come when they come: at rest, or while something runs.
    const end = Math.floor(random() * keys.length)
    for (const key of keys.slice(0, end)) {
      driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode(key) })
      if (random() < 0.9) await driver.settle()
      else await driver.slice(Math.floor(random() * 40))
    }
    await driver.slice(Math.floor(random() * 200))
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
