import { describe, expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { boot } from '../../../src/lessons/boot.ts'
import { decodeSession, encodeSession } from '../../../src/sandbox/session/encoding.ts'
import { Driver, MemoryStore } from './driver.ts'

const start = () => lessonWorld(boot.world, [], {})
const open = (store?: MemoryStore, settled = true) =>
  Driver.open(store, { columns: 80, rows: 24 }, [], settled, start)
const machine = (driver: Driver) => driver.session.world.facts().boot()!

describe('a session with a machine that boots', () => {
  it('is played again over a restart and a reset, and goes back over them', async () => {
    const store = new MemoryStore()
    const driver = await open(store)
    expect(driver.output).toMatch(/strata login: root \(automatic login\)[\s\S]*root@strata:~# $/)
    expect(machine(driver)).toMatchObject({ power: 'on', stage: 'up', console: 'shell', system: 'running' })
    await driver.run('echo kept > /root/kept; echo lost > /run/lost')
    await driver.run('reboot')
    expect(driver.session.atPrompt(0)).toBe(true)
    driver.session.take({ kind: 'power', press: 'reset' })
    await driver.settle()
    await driver.run('cat kept /run/lost')
    expect(driver.output).toMatch(/kept\r\ncat: \/run\/lost: No such file or directory\r\n/)
    const { commands } = driver.session.journal
    expect(commands.map(({ text }) => text)).toEqual([
      'echo kept > /root/kept; echo lost > /run/lost',
      'reboot',
      'power reset',
      'cat kept /run/lost',
    ])
    expect(commands[1]!.differences[0]).toEqual({ what: 'boot', how: 'added', name: '2' })
    expect(machine(driver)).toMatchObject({ starts: 3, stage: 'up' })

    const again = await open(new MemoryStore(store.records))
    expect(again.hash).toBe(driver.hash)
    expect(again.session.journal.count).toBe(4)
    await again.session.goTo(again.session.journal.back()!)
    expect(machine(again)).toMatchObject({ starts: 2 })
    await again.session.goTo(1)
    expect(machine(again)).toMatchObject({ starts: 1, stage: 'up' })
    expect(again.session.world.facts().at('/run/lost')?.text()).toBe('lost\n')
  })

  it('that was left in the middle of a boot comes to the same', async () => {
    const store = new MemoryStore()
    const driver = await open(store)
    await driver.type('reboot', 0, true)
    driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode('\r') })
    while (machine(driver).stage !== 'loader') await driver.slice(1)
    const again = await open(new MemoryStore(store.records))
    await driver.settle()
    expect(machine(again)).toMatchObject({ starts: 2, stage: 'up' })
    expect(again.hash).toBe(driver.hash)
  })

  it('is handed on with what was pressed', () => {
    const entries = [
      { at: undefined, event: { kind: 'open', terminal: 0, size: { columns: 80, rows: 24 } } },
      { at: 70, event: { kind: 'power', press: 'rescue' } },
    ] as const
    expect(decodeSession(encodeSession({ lesson: 'boot', entries })).entries).toEqual(entries)
  })
})
