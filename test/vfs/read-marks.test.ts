import { expect, test } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { directoryOf } from '../../src/engine/vfs/inode.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { withReadMarks } from '../../src/engine/vfs/overlay/read-marks.ts'
import { ROOT, type Tree } from '../../src/engine/vfs/tree.ts'
import { dir, file, merge, NOW, opaque, symlink } from './files.ts'

/** Path and overlay marks of every directory that has any. */
function marks(tree: Tree, ino = ROOT, path = '.'): string[] {
  const inode = tree.get(ino)
  const own = [...(inode.xattrs ?? [])].map(([name, value]) => {
    const short = name.replace('trusted.overlay.', '')
    return short === 'impure' || short === 'opaque' ? `${short}=${decode(value)}` : short
  })
  const line = own.length > 0 ? [`${path}: ${own.join(' ')}`] : []
  const entries =
    typeof inode.content === 'object' && 'entries' in inode.content ? directoryOf(inode).entries : []
  return [...line, ...[...entries].sort().flatMap(([name, child]) => marks(tree, child, `${path}/${name}`))]
}

// As dockerd 28 leaves it behind `docker save`.
test('merged directories on the way to files with content are marked', () => {
  const below = merge([dir('etc'), dir('home'), dir('root'), dir('usr/bin'), dir('var/spool'), dir('opt')])
  const tree = layerTree([
    file('etc/group', 'g'),
    file('home/empty'),
    symlink('root/l', 'a'),
    file('usr/bin/g', '3'),
    file('var/spool/x/y/f', '1'),
    file('new/f', '2'),
    opaque('opt'),
    file('opt/f', '4'),
  ])
  const uuid = new Uint8Array(16).fill(9)
  const read = withReadMarks(tree, below, uuid, NOW)
  expect(marks(read)).toEqual([
    '.: impure=y uuid',
    './etc: origin',
    './opt: opaque=y',
    './usr: impure=y origin',
    './usr/bin: origin',
    './var: impure=y origin',
    './var/spool: origin',
  ])
  expect(marks(withReadMarks(read, below, uuid, NOW))).toEqual(marks(read))
})
