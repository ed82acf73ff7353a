import { expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode } from '../../src/engine/base/text.ts'
import { type Computed, ComputedFs, whileStill } from '../../src/engine/kernel/computed-fs.ts'
import { directory, file } from '../../src/engine/kernel/proc/nodes.ts'

it('looks a directory up once while nothing can change, and again after', () => {
  let looks = 0
  const names = new Map<string, Computed>([['one', file(() => 'text\n')]])
  const fs = new ComputedFs('sysfs', 7, () => 0n, {
    entries: () =>
      new Map([
        [
          'top',
          directory(() => {
            looks++
            return [...names]
          }),
        ],
      ]),
  })
  const top = fs.lookup(fs.root, 'top')
  const read = (): string => {
    const ino = fs.lookup(top, 'one')
    return `${fs.stat(ino).mode.toString(8)} ${decode(bytesOf(fs.body(ino)))}`
  }
  expect(whileStill(() => whileStill(read) + read())).toBe('100444 text\n100444 text\n')
  expect(looks).toBe(2)
  const ino = fs.lookup(top, 'one')
  names.delete('one')
  expect(() => fs.stat(ino)).toThrow('No such file')
  expect(() => whileStill(() => fs.stat(ino))).toThrow('No such file')
  expect(whileStill(() => fs.seek(top, 'one'))).toBeUndefined()
  names.set(
    'two',
    file(() => ''),
  )
  expect(whileStill(() => fs.lookup(top, 'two'))).toBe(ino + 1)
})
