import { describe, expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { Sitter } from './sitter.ts'

const LESSON = { clock: '2026-07-14T08:00:00Z', seed: 'power', machine: { firmware: 'bios' } } as const

describe('a lesson’s machine', () => {
  it('is switched off and on, reset, and keeps what its disk holds', async () => {
    const sitter = new Sitter(await lessonWorld(LESSON, ['echo prepared > /boot/note'], {}))
    expect(await sitter.settle()).toMatch(
      /^SeaBIOS[\s\S]*\nstrata login: root \(automatic login\)\n[\s\S]*# $/,
    )
    expect(await sitter.type('cat /boot/note; stty size; tty')).toContain('\nprepared\n30 90\n/dev/ttyS0\n')
    const before = sitter.world.moment()
    const steps = sitter.world.steps
    expect(await sitter.type('echo new > /boot/note; poweroff')).toMatch(
      /reboot: Power down\n\nstrata: the machine is off. Press Enter to switch it on.\n$/,
    )
    expect(sitter.boot).toMatchObject({ power: 'off', stage: 'off', console: 'nothing', starts: 1 })
    const facts = sitter.world.facts()
    expect([facts.at('/boot/note')?.text(), facts.partition('sda1', '/note')?.text()]).toEqual([
      'new\n',
      'new\n',
    ])
    expect(sitter.world.openTerminal({ columns: 80, rows: 24 }).over).toBe(true)
    const pauses = sitter.pauses
    await sitter.type('')
    expect(sitter.boot).toMatchObject({ power: 'on', stage: 'up', system: 'running', starts: 2 })
    // Nobody looks again and again whether something has come: devices and the end of all jobs are waited for.
    expect(sitter.pauses - pauses).toBeLessThan(110)

    const other = sitter.world.openTerminal({ columns: 80, rows: 24 })
    await sitter.settle()
    expect(other.atPrompt).toBe(true)
    sitter.world.power!.press('reset')
    expect(other.over).toBe(true)
    expect(await sitter.settle()).toMatch(/sda2\)?: recover/)
    expect(sitter.world.steps).toBeGreaterThan(steps)
    const differences = sitter.world.differences(before, sitter.world.moment())
    expect(differences.slice(0, 1)).toEqual([{ what: 'boot', how: 'added', name: '3' }])
    expect(differences).toContainEqual({ what: 'file', how: 'changed', name: '/boot/note' })
  }, 60_000)

  it('stands at a prompt where a shell is its first process and has no terminal of its own', async () => {
    const shellFirst = "sed -i 's|console=ttyS0,115200|& init=/bin/bash|' /boot/grub/grub.cfg"
    const sitter = new Sitter(await lessonWorld(LESSON, [shellFirst], {}))
    expect(await sitter.settle()).toMatch(/\nroot@\(none\):\/# $/)
    expect([sitter.world.power!.console, sitter.console.atPrompt]).toEqual(['shell', true])
    await sitter.type('cat')
    expect([sitter.world.power!.console, sitter.console.atPrompt]).toEqual(['program', false])
  }, 20_000)
})
