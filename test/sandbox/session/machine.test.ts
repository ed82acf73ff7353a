import { describe, expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { boot } from '../../../src/lessons/boot.ts'
import { decodeSession, encodeSession } from '../../../src/sandbox/session/encoding.ts'
import { Driver, MemoryStore } from './driver.ts'

/** A session that no clock presses: how long a boot takes here is no matter of it. */
const open = (store?: MemoryStore) =>
  Driver.open(
    store,
    { columns: 80, rows: 24 },
    [],
    true,
    () => lessonWorld(boot.world, [], {}),
    () => 0,
  )
const machine = (driver: Driver) => driver.session.world.facts().boot()!

describe('a session with a machine that boots', () => {
  it('comes to the same where it was left in the middle of a boot, and goes back over that', async () => {
    const store = new MemoryStore()
    const driver = await open(store)
    expect(driver.output).toMatch(/strata login: root \(automatic login\)[\s\S]*root@strata:~# $/)
    expect(machine(driver)).toMatchObject({ power: 'on', stage: 'up', console: 'shell', system: 'running' })
    await driver.run('echo kept > /root/kept; echo lost > /run/lost')
    driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode('reboot\r') })
    while (machine(driver).stage !== 'loader') await driver.slice(20)
    expect(driver.session.atPrompt(0)).toBe(false)
    const left = new MemoryStore(store.records)
    await driver.settle()

    const again = await open(left)
    expect(machine(again)).toMatchObject({ starts: 2, stage: 'up' })
    expect(again.hash).toBe(driver.hash)
    const facts = again.session.world.facts()
    expect([facts.at('/root/kept')?.text(), facts.at('/run/lost')]).toEqual(['kept\n', undefined])
    const { commands } = again.session.journal
    expect(commands.map(({ text }) => text)).toEqual([
      'echo kept > /root/kept; echo lost > /run/lost',
      'reboot',
    ])
    expect(commands[1]!.differences[0]).toEqual({ what: 'boot', how: 'added', name: '2' })

    await again.session.goTo(again.session.journal.back()!)
    expect(machine(again)).toMatchObject({ starts: 1, stage: 'up' })
    expect(again.session.world.facts().at('/run/lost')?.text()).toBe('lost\n')
  }, 60_000)

  it('is handed on with what was pressed', () => {
    const entries = [
      { at: undefined, event: { kind: 'open', terminal: 0, size: { columns: 80, rows: 24 } } },
      { at: 70, event: { kind: 'power', press: 'rescue' } },
      { at: 71, event: { kind: 'power', press: 'secure-boot' } },
    ] as const
    expect(decodeSession(encodeSession({ lesson: 'boot', entries })).entries).toEqual(entries)
  })
})
