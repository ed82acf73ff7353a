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
  for (const [name, mode, owner] of [
    ['suid', 0o4755, 0],
    ['sgid', 0o2744, 0],
    ['sgidx', 0o2755, 0],
    ['both', 0o6777, 0],
    ['pub', 0o666, 0],
    ['pubsuid', 0o4777, 0],
    ['mysuid', 0o4755, 1000],
    ['mysgid', 0o2775, 1000],
  ] as const) {
    p.writeFile(name, 'x')
    p.chown(name, owner, name === 'mysgid' ? 1000 : owner)
    p.chmod(name, mode)
  }
  for (const [name, mode, uid, gid] of [
    ['sgdir', 0o2777, 0, 33],
    ['mydir', 0o2755, 1000, 33],
    ['otherdir', 0o2775, 33, 1000],
  ] as const) {
    p.mkdir(name)
    p.chown(name, uid, gid)
    p.chmod(name, mode)
  }
  p.mkfifo('fifo', 0o666)
  p.chmod('fifo', 0o666)
  p.symlink('f', 'mine/l')
}

/** What cases named m-… find besides. */
function mounts(p: Process): void {
  p.mkdir('m')
  p.mkdir('ro')
  p.writeFile('bf', 'under')
  for (const name of ['m', 'ro']) {
    p.mount({ kind: 'new', type: 'tmpfs', source: 't', target: name })
    p.writeFile(`${name}/f`, 'x')
    p.mkdir(`${name}/d`)
    p.symlink('f', `${name}/l`)
  }
  p.mount({ kind: 'remount', target: 'ro', readOnly: true })
  p.mount({ kind: 'bind', source: 'f', target: 'bf' })
}

const shown = (p: Process, path: string): string => {
  const { mode, uid, gid } = p.lstat(path)
  return `${(mode & 0o7777).toString(8)} ${uid}:${gid}`
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
  'mkdir-mode': (p, path) => {
    p.mkdir(path!, 0o777)
    return shown(p, path!)
  },
  'create-mode': (p, path) => {
    p.open(path!, { write: true, create: true }, 0o6777)
    return shown(p, path!)
  },
  'chmod-mode': (p, mode, path) => {
    p.chmod(path!, Number.parseInt(mode!, 8))
    return shown(p, path!)
  },
  'chown-mode': (p, uid, gid, path) => {
    p.chown(path!, Number(uid), Number(gid))
    return shown(p, path!)
  },
  'write-mode': async (p, path) => {
    await p.write(p.open(path!, { append: true }), 'x')
    return shown(p, path!)
  },
  'truncate-mode': (p, path) => {
    p.truncate(path!, 0)
    return shown(p, path!)
  },
  mknod: (p, path) => p.mknod(path!, S_IFCHR, { major: 1, minor: 3 }, 0o600),
}

const machine = new Machine()
tree(machine.init.calls)
const fresh = machine.fs.tree

async function attempt([uid, op, args]: Row): Promise<string> {
  machine.fs.restore(fresh)
  const record = machine.process({ uid: 0 })
  const withMounts = op.startsWith('m-')
  return machine.run(async (p) => {
    p.chdir('/t')
    if (withMounts) {
      p.unshare(['mnt'])
      mounts(p)
    }
    if (uid !== 0) p.setCredentials({ uid, gid: uid, groups: [uid] })
    try {
      const told = await OPS[op.replace(/^m-/, '')]!(p, ...args)
      return /-mode$/.test(op) ? String(told) : 'ok'
    } catch (error) {
      if (isErrno(error)) return error.errno
      throw error
    }
  }, record)
}

it('answers file calls as Linux does', async () => {
  const line = (row: Row, answer: string): string =>
    `uid ${row[0]} ${row[1]} ${row[2].join(' ').slice(-60)}: ${answer}`
  const answers: string[] = []
  for (const row of ROWS) answers.push(line(row, await attempt(row)))
  expect(answers).toEqual(ROWS.map((row) => line(row, row[3])))
})
