import { expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import type { MachineView, World } from '../../../src/engine/world.ts'
import { boot } from '../../../src/lessons/boot.ts'

const view = (world: World): MachineView => {
  const snapshot = world.views({ view: 'machine' })
  if (snapshot.view !== 'machine' || !snapshot.machine) throw new Error('no machine')
  return snapshot.machine
}

/** Goes on until the machine is at a stage. */
async function until(world: World, stage: string): Promise<void> {
  while (world.facts().boot()!.stage !== stage) {
    const { kind } = await world.pump(50)
    if (kind === 'idle') throw new Error(`it rests before ${stage}`)
    if (kind === 'paused') world.advance()
  }
}

it('shows of each stage what is in memory, who is process 1, what it has mounted', async () => {
  const world = await lessonWorld(boot.world, [], {})
  expect(view(world)).toMatchObject({ boot: { power: 'off' }, memory: [], init: [], mounts: [], stages: [] })
  world.openTerminal({ columns: 80, rows: 24 })
  await until(world, 'loader')
  expect(view(world).memory).toEqual([
    { what: 'firmware', freed: false },
    { what: 'loader', freed: false },
  ])
  await until(world, 'initramfs')
  const early = view(world)
  expect(early.init).toEqual(['/bin/sh', '/init'])
  expect(early.mounts[0]).toMatchObject({ target: '/', source: 'rootfs' })
  const freed = ({ memory }: MachineView) => Object.fromEntries(memory.map((part) => [part.what, part.freed]))
  expect(freed(early)).toEqual({ firmware: false, loader: true, kernel: false, initrd: true, rootfs: false })
  expect(early.disk.parts.map(({ mounted }) => mounted)).toEqual([undefined, undefined, undefined])

  await until(world, 'up')
  const late = view(world)
  expect(late.stages.map(({ stage }) => stage)).toEqual([
    'firmware',
    'loader',
    'kernel',
    'initramfs',
    'init',
    'up',
  ])
  expect(late.stages.every(({ after }, i) => after >= (late.stages[i - 1]?.after ?? 0))).toBe(true)
  expect(freed(late).rootfs).toBe(true)
  expect(late.init[0]).toBe('/sbin/init')
  expect(late.disk).toMatchObject({ signature: true, code: true, table: 'msdos' })
  expect(
    late.disk.parts.map(({ name, active, mounted, holds }) => [
      name,
      active,
      mounted,
      holds?.kind,
      holds?.dirty,
    ]),
  ).toEqual([
    ['sda1', true, '/boot', 'ext4', true],
    ['sda2', false, '/', 'ext4', true],
    ['sda3', false, undefined, 'swap', false],
  ])

  const { version } = world.views({ view: 'machine' })
  expect(world.views({ view: 'machine' }).version).toBe(version)
  expect(world.views({ view: 'processes' }).version).toBeGreaterThan(version)

  world.power!.press('off')
  expect(view(world)).toMatchObject({ boot: { power: 'off' }, memory: [], mounts: [] })
  expect(view(world).disk.parts.map(({ holds }) => holds?.dirty)).toEqual([true, true, false])
})
