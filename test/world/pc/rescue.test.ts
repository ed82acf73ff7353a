import { expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { Sitter } from './sitter.ts'

it('boots a rescue medium where the disk has no loader, with the disk beside it', async () => {
  const world = await lessonWorld(
    { clock: '2026-07-14T08:00:00Z', seed: 'rescue', machine: { firmware: 'bios' } },
    ['dd if=/dev/zero of=/dev/sda bs=440 count=1 conv=notrunc status=none'],
    {},
  )
  const sitter = new Sitter(world)
  await sitter.settle()
  expect(sitter.boot).toMatchObject({ power: 'hung', stage: 'firmware', unattended: true })
  world.power!.press('off')
  await sitter.settle()
  expect(await sitter.type('r')).toContain('A rescue system, in memory.')
  expect(sitter.boot).toMatchObject({ power: 'on', rescue: true, console: 'shell', unattended: true })
  expect(await sitter.type('mount /dev/sda2 /mnt; cat /mnt/etc/hostname; hostname')).toContain(
    '\nstrata\nrescue\n',
  )
  expect(sitter.boot.unattended).toBe(false)
  expect(world.facts().freeBytes('/mnt')).toBeGreaterThan(500e6)
  expect(world.facts().freeBytes('/nowhere')).toBe(0)
}, 60_000)
