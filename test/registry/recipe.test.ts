import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { programOf } from '../../src/engine/oci/elf.ts'
import { validateEntries } from '../../src/engine/oci/validate-entries.ts'
import { layerRecipe } from '../../src/engine/registry/recipe.ts'
import { generatedBody, type Texture } from '../../src/engine/registry/texture.ts'

describe('textures', () => {
  const SIZE = 2_000_000
  it.each([
    ['binary', 2.1, 2.8],
    ['text', 2.6, 3.6],
    ['packed', 0.99, 1.06],
  ] as const)('%s shrinks as such files do', (texture, least, most) => {
    const ratio = SIZE / gzipSync(bytesOf(generatedBody(SIZE, texture, 'a'))).length
    expect(ratio).toBeGreaterThan(least)
    expect(ratio).toBeLessThan(most)
  })

  it('are the same from whatever offset, and differ by seed', () => {
    for (const texture of ['binary', 'text', 'packed'] satisfies Texture[]) {
      const body = generatedBody(500_000, texture, 'a')
      const whole = bytesOf(body)
      for (const [from, length] of [
        [0, 1],
        [65_530, 20],
        [262_140, 70_000],
        [499_990, 100],
      ] as const)
        expect(body.read(from, length)).toEqual(whole.slice(from, from + length))
      expect(bytesOf(generatedBody(500_000, texture, 'a'))).toEqual(whole)
      expect(bytesOf(generatedBody(500_000, texture, 'b'))).not.toEqual(whole)
    }
  })

  it('cost little', () => {
    const body = generatedBody(50_000_000, 'binary', 'a')
    body.read(0, 1)
    const start = performance.now()
    for (let at = 0; at < body.size; at += 65_536) body.read(at, 65_536)
    expect(50 / ((performance.now() - start) / 1000)).toBeGreaterThan(150)
  })
})

describe('a layer recipe', () => {
  const { entries } = layerRecipe('test', 5n, (plan) => {
    plan.program('usr/bin/tool', 'tool', 10_000)
    plan.hardlink('usr/bin/a-tool', 'usr/bin/tool')
    plan.file('usr-x', 'x\n', { mode: 0o600, uid: 3 })
    plan.symlink('etc/link', '../usr-x')
    plan.directory('tmp', { mode: 0o1777 })
  })

  it('lists what it holds in the order of a walk, directories first', () => {
    expect(entries().map((entry) => entry.path)).toEqual([
      'etc',
      'etc/link',
      'tmp',
      'usr',
      'usr/bin',
      'usr/bin/a-tool',
      'usr/bin/tool',
      'usr-x',
    ])
    expect(validateEntries(entries())).toEqual([])
  })

  it('gives the content to the first of several names', () => {
    const [first, second] = entries().filter((entry) => entry.path.endsWith('tool'))
    expect(first).toMatchObject({ kind: 'file', mode: 0o755, mtime: 5n })
    expect(first?.kind === 'file' && [programOf(first.body), first.body.size]).toEqual(['tool', 10_000])
    expect(second).toMatchObject({ kind: 'hardlink', target: 'usr/bin/a-tool' })
  })

  it('keeps owners and modes', () => {
    expect(entries().at(-1)).toMatchObject({ mode: 0o600, uid: 3, gid: 0 })
    expect(entries()[2]).toMatchObject({ kind: 'directory', mode: 0o1777 })
  })

  it('refuses a hard link to nothing', () => {
    const broken = layerRecipe('test', 0n, (plan) => plan.hardlink('a', 'b'))
    expect(() => broken.entries()).toThrow('a: hard link to b, which is no file')
  })
})
