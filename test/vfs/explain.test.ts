import { describe, expect, test } from 'vitest'
import { encode } from '../../src/engine/base/text.ts'
import type { Origin } from '../../src/engine/vfs/overlay/explain.ts'
import { at, dir, file, list, mounted, NEW, NOW, opaque, whiteout, write } from './files.ts'

const told = (origins: Origin[]): string[] =>
  origins.map(({ layer, kind, path, role, opaque: mark, hiddenBy }) =>
    [
      layer,
      kind,
      path,
      role,
      ...(mark ? ['opaque'] : []),
      ...(hiddenBy ? [`${hiddenBy.by} ${hiddenBy.path} in ${hiddenBy.layer}`] : []),
    ].join(' '),
  )

describe('explain', () => {
  test('a file replaced and deleted', () => {
    const { fs } = mounted([file('etc/f', 'base')], [file('etc/f', 'more')], [whiteout('etc/f')])
    expect(told(fs.explain('/etc/f'))).toEqual([
      '2 whiteout /etc/f hides',
      '1 file /etc/f hidden whiteout /etc/f in 2',
      '0 file /etc/f hidden whiteout /etc/f in 2',
    ])
    fs.create(at(fs, 'etc'), 'f', NEW)
    expect(told(fs.explain('etc/f')).slice(0, 2)).toEqual([
      'upper file /etc/f supplies',
      '2 whiteout /etc/f hidden covered /etc/f in upper',
    ])
  })
  test('an opaque lowerdir or upperdir hides nothing: only what is in them can', () => {
    const { fs, upper, upperdir } = mounted([file('a')], [opaque(''), file('b')])
    upper.setxattr(upperdir, 'trusted.overlay.opaque', encode('y'), NOW)
    expect(list(fs, '')).toEqual(['a', 'b'])
    expect(told(fs.explain('/a'))).toEqual(['0 file /a supplies'])
    expect(fs.changes()).toEqual([])
  })
  test('a directory is supplied by one layer and merged from the rest', () => {
    const { fs } = mounted([dir('d'), file('d/f', 'x')], [dir('d')], [dir('d'), opaque('d')], [dir('d')])
    expect(told(fs.explain('/d'))).toEqual([
      '3 directory /d supplies',
      '2 directory /d merged opaque',
      '1 directory /d hidden opaque /d in 2',
      '0 directory /d hidden opaque /d in 2',
    ])
    expect(told(fs.explain('/d/f'))).toEqual([
      '2 directory /d hides opaque',
      '0 file /d/f hidden opaque /d in 2',
    ])
  })
  test('a whiteout or a file on the way hides what is below', () => {
    const { fs } = mounted([file('a/b/f')], [file('a/b', 'now a file')])
    expect(told(fs.explain('/a/b/f'))).toEqual([
      '1 file /a/b hides',
      '0 file /a/b/f hidden covered /a/b in 1',
    ])
    expect(told(fs.explain('/a/b'))).toEqual([
      '1 file /a/b supplies',
      '0 directory /a/b hidden covered /a/b in 1',
    ])
    fs.unlink(at(fs, 'a'), 'b', NOW)
    expect(told(fs.explain('/a/b/f'))[0]).toBe('upper whiteout /a/b hides')
  })
  test('a file below a directory does not show', () => {
    const { fs } = mounted([file('d', 'file')], [dir('d')])
    expect(told(fs.explain('/d'))).toEqual(['1 directory /d supplies', '0 file /d hidden covered /d in 1'])
  })
  test('nothing to say', () => {
    const { fs } = mounted([file('a/b')])
    expect(fs.explain('/nope')).toEqual([])
    expect(told(fs.explain('/'))).toEqual(['upper directory / supplies', '0 directory / merged'])
    expect(fs.explain('/a/b')[0]).toMatchObject({ size: 0, role: 'supplies' })
  })
})

// The steps and the answers of a recording of the real thing (docker exec …, docker diff).
describe('changes', () => {
  const busybox = [
    file('bin/busybox', 'binary', 0o755),
    file('etc/group', 'group'),
    file('etc/passwd', 'root'),
    dir('tmp', 0o1777),
    dir('usr/sbin'),
    dir('var/spool/mail'),
    dir('var/www'),
  ]
  const told = (fs: ReturnType<typeof mounted>['fs']): string[] =>
    fs.changes().map(({ kind, path }) => `${kind[0]!.toUpperCase()} ${path}`)
  const remake = (fs: ReturnType<typeof mounted>['fs'], parent: string, name: string): void => {
    fs.rmdir(at(fs, parent), name, NOW)
    fs.mkdir(at(fs, parent), name, { ...NEW, mode: 0o755 })
  }

  test('of files, new directories, deletions; a directory made again as it was is none', () => {
    const { fs } = mounted(busybox)
    const { root } = fs
    expect(told(fs)).toEqual([])
    fs.create(root, 'new', NEW)
    write(fs, 'etc/passwd', 'more')
    fs.unlink(at(fs, 'etc'), 'group', NOW)
    const a = fs.mkdir(root, 'a', NEW)
    fs.mkdir(fs.mkdir(a, 'b', NEW), 'c', NEW)
    fs.create(at(fs, 'tmp'), 't', NEW)
    remake(fs, 'var', 'www')
    expect(told(fs)).toEqual([
      'A /a',
      'A /a/b',
      'A /a/b/c',
      'C /etc',
      'C /etc/passwd',
      'D /etc/group',
      'A /new',
      'C /tmp',
      'A /tmp/t',
    ])
    fs.setattr(at(fs, 'bin/busybox'), { mode: 0o700, time: NOW })
    expect(told(fs).filter((line) => line.includes('bin'))).toEqual(['C /bin', 'C /bin/busybox'])
  })
  test('of an opaque directory are what it hides', () => {
    const { fs } = mounted(busybox)
    fs.rmdir(at(fs, 'var/spool'), 'mail', NOW)
    remake(fs, 'var', 'spool')
    expect(told(fs)).toEqual(['C /var', 'C /var/spool', 'D /var/spool/mail'])
  })
  test('of a type are one change, and all below is added', () => {
    const { fs } = mounted(busybox)
    fs.unlink(at(fs, 'etc'), 'passwd', NOW)
    fs.create(fs.mkdir(at(fs, 'etc'), 'passwd', { ...NEW, mode: 0o755 }), 'x', NEW)
    expect(told(fs)).toEqual(['C /etc', 'C /etc/passwd', 'A /etc/passwd/x'])
  })
  test('a copy that is as it was is none, whatever its content', () => {
    const { fs } = mounted(busybox)
    fs.release(fs.open(at(fs, 'etc/passwd'), true, NOW))
    expect(told(fs)).toEqual([])
    write(fs, 'etc/passwd', 'toor')
    fs.setattr(at(fs, 'etc/passwd'), { mtime: 1_000_000_000n, time: NOW })
    expect(told(fs)).toEqual([])
    expect(fs.diff().map(({ path }) => path)).toEqual(['etc', 'etc/passwd'])
  })
})

describe('diff', () => {
  test('is what the upperdir holds, as Docker archives it', () => {
    const { fs } = mounted([file('etc/passwd', 'root'), file('etc/group'), dir('var/spool/mail')])
    const { root } = fs
    const f = fs.create(root, 'f', { ...NEW, time: 1_999_999_999n })
    fs.setxattr(f, 'user.note', new Uint8Array([1]), 1_999_999_999n)
    fs.setxattr(f, 'security.capability', new Uint8Array([2]), 1_999_999_999n)
    fs.link(root, 'g', f, NOW)
    fs.unlink(at(fs, 'etc'), 'group', NOW)
    fs.rmdir(at(fs, 'var/spool'), 'mail', NOW)
    fs.rmdir(at(fs, 'var'), 'spool', NOW)
    fs.mkdir(at(fs, 'var'), 'spool', { ...NEW, mode: 0o1750 })
    const entries = fs.diff()
    expect(entries.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'directory etc',
      'whiteout etc/group',
      'file f',
      'hardlink g',
      'directory var',
      'directory var/spool',
      'opaque var/spool',
    ])
    expect(entries[2]).toMatchObject({ mtime: 1_000_000_000n })
    expect([...entries[2]!.xattrs!.keys()]).toEqual(['security.capability'])
    expect(entries[6]).toMatchObject({ mode: 0o750, mtime: 0n })
    expect(entries[4]!.xattrs).toBeUndefined()
  })
})
