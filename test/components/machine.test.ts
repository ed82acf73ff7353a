import { describe, expect, it } from 'vitest'
import { progressOf, stretchesOf, timeLine } from '../../components/machine/model.ts'
import type { BootFact, BootStage, DiskPart, MachineView } from '../../src/engine/world.ts'

const at = (stage: BootFact['stage'], ...reached: BootStage[]): MachineView =>
  ({
    boot: { stage, power: stage === 'off' ? 'off' : 'on' },
    stages: reached.map((each, i) => ({ stage: each, after: i * 1000 })),
  }) as unknown as MachineView

describe('progress through the stages', () => {
  it('tells the present from those behind and ahead', () => {
    const view = at('kernel', 'firmware', 'loader', 'kernel')
    expect(
      ['firmware', 'loader', 'kernel', 'initramfs', 'up'].map((s) => progressOf(s as BootStage, view)),
    ).toEqual(['past', 'past', 'now', 'later', 'later'])
  })
  it('says of one that was not gone through that it was not', () => {
    const view = at('init', 'firmware', 'loader', 'kernel', 'init')
    expect(progressOf('initramfs', view)).toBe('skipped')
  })
  it('has no present where the power is off', () => {
    expect(progressOf('up', at('off', 'firmware', 'up'))).toBe('past')
  })
})

const part = (name: string, start: number, sectors: number): DiskPart => ({
  name,
  start,
  sectors,
  type: '83',
  active: false,
  holds: undefined,
})

describe('stretches of a disk', () => {
  const shape = (table: 'msdos' | 'gpt' | undefined, parts: DiskPart[]) =>
    stretchesOf({ sectors: 10_000, signature: true, code: true, table, parts }).map(
      ({ kind, start, sectors }) => [kind, start, sectors],
    )
  it('are the first sector, the gap of the loader, partitions, and what is left', () => {
    expect(shape('msdos', [part('sda2', 6000, 3000), part('sda1', 2048, 3000)])).toEqual([
      ['first', 0, 1],
      ['gap', 1, 2047],
      ['part', 2048, 3000],
      ['free', 5048, 952],
      ['part', 6000, 3000],
      ['free', 9000, 1000],
    ])
  })
  it('have a GPT at both ends', () => {
    expect(shape('gpt', [part('sda1', 2048, 7919)])).toEqual([
      ['first', 0, 1],
      ['table', 1, 33],
      ['gap', 34, 2014],
      ['part', 2048, 7919],
      ['table', 9967, 33],
    ])
  })
  it('are one piece where there is no table', () => {
    expect(shape(undefined, [])).toEqual([
      ['first', 0, 1],
      ['free', 1, 9999],
    ])
  })
})

it('a line of time is as long as its last step is late', () => {
  expect([
    timeLine([]).length,
    timeLine([
      { name: 'a', after: 0 },
      { name: 'b', after: 840 },
    ]).length,
  ]).toEqual([0, 840])
})
