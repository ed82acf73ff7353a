import { describe, expect, it } from 'vitest'
import type { Process } from '../../src/engine/kernel/process.ts'
import { Machine } from './support/machine.ts'

function answer(call: () => unknown): string {
  try {
    call()
    return 'ok'
  } catch (error) {
    return (error as { errno?: string }).errno ?? String(error)
  }
}
const as = (machine: Machine, uid: number): Process => machine.process({ uid }).calls

describe('set-ID bits', () => {
  const run = async (mode: number, mount?: readonly string[]): Promise<string> => {
    const machine = new Machine()
    if (mount) machine.init.calls.mount({ kind: 'new', type: 'tmpfs', target: '/bin', flags: mount })
    let told = ''
    machine.install('/bin/tell', async (p) => {
      const { uid, gid, real } = p.credentials
      told = `${uid}:${gid} ${real ? `${real.uid}:${real.gid}` : '-'} ${p.access('/secret', { read: true })}`
      return 0
    })
    machine.init.calls.writeFile('/secret', '')
    machine.init.calls.chmod('/secret', 0o600)
    machine.init.calls.chown('/bin/tell', 0, 33)
    machine.init.calls.chmod('/bin/tell', mode)
    await machine.run(
      async (p) => {
        await p.wait(p.spawn({ path: '/bin/tell', argv: ['tell'] }))
      },
      machine.process({ uid: 1000 }),
    )
    return told
  }
  it('lend a program its owner’s and its group’s rights; access(2) asks for the real user', async () => {
    expect(await run(0o755)).toBe('1000:1000 - false')
    expect(await run(0o4755)).toBe('0:1000 1000:1000 false')
    expect(await run(0o6755)).toBe('0:33 1000:1000 false')
    expect(await run(0o2745)).toBe('1000:1000 - false')
  })
  it('mean nothing on a mount with nosuid', async () => {
    expect(await run(0o4755, ['nosuid'])).toBe('1000:1000 - false')
  })
})

describe('a sticky directory for all', () => {
  it('does not let others’ links be followed, nor others’ files be opened by who would make them', () => {
    const machine = new Machine()
    const { calls: root } = machine.init
    root.writeFile('/plain', '')
    const [owner, other] = [as(machine, 1000), as(machine, 1001)]
    owner.symlink('/plain', '/tmp/l')
    owner.writeFile('/tmp/f', '', 0o666)
    root.chmod('/tmp/f', 0o666)
    expect(answer(() => owner.open('/tmp/l', { read: true }))).toBe('ok')
    expect(answer(() => other.open('/tmp/l', { read: true }))).toBe('EACCES')
    expect(answer(() => root.stat('/tmp/l'))).toBe('EACCES')
    expect(answer(() => other.open('/tmp/f', { write: true }))).toBe('ok')
    expect(answer(() => other.open('/tmp/f', { write: true, create: true }))).toBe('EACCES')
  })
})

describe('a bounding set of capabilities', () => {
  it('takes from root what it does not hold', () => {
    const machine = new Machine()
    const record = machine.process()
    const { calls: root } = machine.init
    root.mkdir('/d')
    root.chmod('/d', 0)
    root.writeFile('/f', '')
    root.chown('/f', 1000, 1000)
    root.chmod('/f', 0o600)
    record.credentials = { ...record.credentials, bounding: new Set(['CHOWN']) }
    const p = record.calls
    expect(answer(() => p.chown('/f', 1000, 1000))).toBe('ok')
    expect(answer(() => p.chmod('/f', 0o644))).toBe('EPERM')
    expect(answer(() => p.open('/f', { read: true }))).toBe('EACCES')
    expect(answer(() => p.mknod('/n', 0o020000, { major: 1, minor: 3 }))).toBe('EPERM')
    expect(answer(() => p.mknod('/n', 0o020000, { major: 0, minor: 0 }))).toBe('ok')
    expect(answer(() => p.setCredentials({ uid: 1, gid: 1, groups: [] }))).toBe('EPERM')
    expect(answer(() => p.kill(as(machine, 1000).pid, 'SIGTERM'))).toBe('EPERM')
  })
})
