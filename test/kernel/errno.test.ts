import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isErrno } from '../../src/engine/base/errors.ts'
import type { OpenFlags, Process } from '../../src/engine/kernel/process.ts'
import { S_IFCHR } from '../../src/engine/vfs/filesystem.ts'
import { Machine } from './support/machine.ts'

type Row = readonly [uid: number, op: string, args: readonly string[], answer: string]

/** Recorded from Linux by record.py. */
const ROWS = JSON.parse(readFileSync(new URL('./fixtures/errno.json', import.meta.url), 'utf8')) as Row[]

const FLAGS: Readonly<Record<string, OpenFlags>> = {
  r: { read: true },
  w: { write: true },
  wc: { write: true, create: true },
  rc: { read: true, create: true },
  wcx: { write: true, create: true, exclusive: true },
  wt: { write: true, truncate: true },
  rd: { read: true, directory: true },
  rn: { read: true, noFollow: true },
  wca: { append: true, create: true },
}

/** The tree of record.py. */
function tree(p: Process): void {
  p.mkdir('/t', 0o755)
  p.chdir('/t')
  p.writeFile('f', 'abc')
  p.link('f', 'h')
  for (const name of ['d', 'e', 'priv', 'open', 'sticky', 'mine']) p.mkdir(name)
  for (const name of [
    'd/f',
    'priv/f',
    'open/f',
    'sticky/rootfile',
    'sticky/mine',
    'rofile',
    'secret',
    'mine/f',
    'wonly',
  ])
    p.writeFile(name, 'x')
  p.symlink('f', 'l')
  p.symlink('d', 'ld')
  p.symlink('gone', 'dang')
  p.symlink('loop', 'loop')
  p.chmod('priv', 0o700)
  p.chmod('open', 0o777)
  p.chmod('sticky', 0o1777)
  p.chmod('rofile', 0o444)
  p.chmod('secret', 0o600)
  p.chmod('wonly', 0o222)
  for (const name of ['sticky/mine', 'mine', 'mine/f']) p.chown(name, 1000, 1000)
}

const OPS: Readonly<Record<string, (p: Process, ...args: string[]) => unknown>> = {
  open: (p, flags, path) => p.open(path!, FLAGS[flags!]!, 0o644),
  mkdir: (p, path) => p.mkdir(path!),
  rmdir: (p, path) => p.rmdir(path!),
  unlink: (p, path) => p.unlink(path!),
  stat: (p, path) => p.stat(path!),
  lstat: (p, path) => p.lstat(path!),
  readlink: (p, path) => p.readlink(path!),
  readdir: (p, path) => p.readdir(path!),
  chdir: (p, path) => p.chdir(path!),
  rename: (p, from, to) => p.rename(from!, to!),
  link: (p, from, to) => p.link(from!, to!),
  symlink: (p, target, path) => p.symlink(target!, path!),
  truncate: (p, path) => p.truncate(path!, 1),
  mkfifo: (p, path) => p.mkfifo(path!),
  chmod: (p, path) => p.chmod(path!, 0o600),
  chown: (p, uid, gid, path) => p.chown(path!, Number(uid), Number(gid)),
  utimes: (p, path) => p.utimes(path!, 1_000_000_000n, 1_000_000_000n),
  mknod: (p, path) => p.mknod(path!, S_IFCHR, { major: 1, minor: 3 }, 0o600),
}

const machine = new Machine()
tree(machine.init.calls)
const fresh = machine.fs.tree

function attempt([uid, op, args]: Row): string {
  machine.fs.restore(fresh)
  const { calls } = machine.process({ uid })
  try {
    calls.chdir('/t')
    OPS[op]!(calls, ...args)
    return 'ok'
  } catch (error) {
    if (isErrno(error)) return error.errno
    throw error
  } finally {
    calls.kill(calls.pid, 'SIGKILL')
  }
}

it('answers file calls as Linux does', () => {
  const shown = (row: Row, answer: string): string => `uid ${row[0]} ${row[1]} ${row[2].join(' ')}: ${answer}`
  expect(ROWS.map((row) => shown(row, attempt(row)))).toEqual(ROWS.map((row) => shown(row, row[3])))
})
