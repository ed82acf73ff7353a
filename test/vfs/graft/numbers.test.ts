import { expect, it } from 'vitest'
import { directoryNode, type GraftNode, listNode, textNode } from '../../../src/engine/vfs/graft/node.ts'
import { Numbers, TOP } from '../../../src/engine/vfs/graft/numbers.ts'
import { Regions } from '../../../src/engine/vfs/graft/regions.ts'
import { TreeFs } from '../../../src/engine/vfs/tree-fs.ts'

const ROUNDS = 5000

it('forgets the numbers of entries that are gone, and of all below them', () => {
  const there = new Map<string, GraftNode>([
    ['stays', directoryNode(0o755, 0n, { f: textNode(0o644, 0n, String) })],
  ])
  const numbers = new Numbers(
    listNode(0o755, 0n, {
      names: () => there.keys(),
      get: (name) => there.get(name),
      directories: () => there.size,
    }),
  )
  const stays = numbers.of(TOP, 'stays')!
  const inner = numbers.of(stays, 'f')!
  const given = new Set<number>([stays, inner])
  for (let i = 0; i < ROUNDS; i++) {
    there.set(`c${i}`, directoryNode(0o755, 0n, { merged: directoryNode(0o755, 0n) }))
    const directory = numbers.of(TOP, `c${i}`)!
    given.add(directory).add(numbers.of(directory, 'merged')!)
    there.delete(`c${i}`)
  }
  expect(numbers.size).toBeLessThan(1000)
  expect(given.size).toBe(2 + 2 * ROUNDS)
  expect([numbers.of(TOP, 'stays'), numbers.of(stays, 'f'), numbers.parentOf(inner)]).toEqual([
    stays,
    inner,
    stays,
  ])
  expect(numbers.node(inner)?.kind).toBe('file')
  const gone = stays + 2
  expect([numbers.node(gone), numbers.parentOf(gone), numbers.of(gone, 'merged')]).toEqual(
    Array(3).fill(undefined),
  )
})

it('forgets file systems that are gone', () => {
  const regions = new Regions(2)
  const kept = new TreeFs({ type: 'ext4', dev: 5 })
  expect(regions.of('kept', { kind: 'graft', fs: () => kept })).toBe(2)
  let last = 2
  for (let i = 0; i < ROUNDS; i++) {
    let there = true
    const number = regions.of(`c${i}`, { kind: 'graft', fs: () => (there ? kept : undefined) })
    expect(number).toBe(++last)
    there = false
  }
  expect(regions.size).toBeLessThan(300)
  expect(regions.get(2)?.graft.fs()).toBe(kept)
  expect(regions.of('kept', { kind: 'graft', fs: () => kept })).toBe(2)
})
