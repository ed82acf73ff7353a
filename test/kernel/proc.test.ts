import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode } from '../../src/engine/base/text.ts'
import type { Process } from '../../src/engine/kernel/process.ts'
import { Machine } from './support/machine.ts'

const text = (p: Process, path: string): string => decode(bytesOf(p.readFile(path)))
const field = (status: string, name: string): string | undefined =>
  new RegExp(`^${name}:\\t(.*)$`, 'm').exec(status)?.[1]

describe('/proc/PID', () => {
  it('tells a process’s numbers in each of its namespaces, and its rights', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.unshare(['pid'])
      let inner = ''
      const child = p.fork(async (own) => {
        own.mount({ kind: 'new', type: 'proc', source: 'proc', target: '/tmp' })
        inner = text(own, '/tmp/self/status')
        expect(own.readdir('/tmp').filter(({ name }) => /^\d/.test(name))).toHaveLength(1)
        await own.pause()
        return 0
      })
      await p.sleep(1000)
      const outer = text(p, `/proc/${child}/status`)
      expect([field(outer, 'NSpid'), field(inner, 'NSpid')]).toEqual([`${child}\t1`, '1'])
      expect(field(inner, 'PPid')).toBe('0')
      expect(field(outer, 'CapEff')).toBe('000001ffffffffff')
      p.kill(child, 'SIGKILL')
    })
  })

  it('keeps from others what is a process’s own', async () => {
    const machine = new Machine()
    const target = machine.process()
    await machine.run(
      async (p) => {
        const errno = (call: () => unknown): unknown => {
          try {
            call()
            return 'ok'
          } catch (error) {
            return (error as { errno?: string }).errno
          }
        }
        const at = `/proc/${target.calls.pid}`
        expect(errno(() => p.readlink(`${at}/root`))).toBe('EACCES')
        expect(errno(() => p.readlink(`${at}/ns/net`))).toBe('EACCES')
        expect(errno(() => p.readFile(`${at}/environ`))).toBe('EACCES')
        expect(errno(() => p.readdir(`${at}/fd`))).toBe('EACCES')
        expect(errno(() => p.readFile(`${at}/status`))).toBe('ok')
        expect(p.stat('/proc/self').uid).toBe(1000)
      },
      machine.process({ uid: 1000 }),
    )
  })

  it('leads to files and directories that have other names by now, or none', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      p.mkdir('/d')
      p.writeFile('/d/f', 'kept')
      p.chdir('/d')
      const fd = p.open('/d/f', { read: true })
      p.unlink('/d/f')
      p.rename('/d', '/e')
      expect(p.readlink('/proc/self/cwd')).toBe('/e')
      expect(p.readdir('/proc/self/cwd')).toEqual([])
      expect(p.stat(`/proc/self/fd/${fd}`).size).toBe(4)
      expect(text(p, `/proc/self/fdinfo/${fd}`)).toContain('pos:\t0\n')
    })
  })
})

describe('/proc/sys', () => {
  it('holds the host name, which may be set there', async () => {
    const machine = new Machine()
    await machine.run(async (p) => {
      const fd = p.open('/proc/sys/kernel/hostname', { write: true, truncate: true })
      await p.write(fd, 'other\n')
      expect([p.hostname(), text(p, '/proc/sys/kernel/hostname')]).toEqual(['other', 'other\n'])
      expect(text(p, '/proc/sys/kernel/ostype')).toBe('Linux\n')
      expect(() => p.open('/proc/sys/kernel/ostype', { write: true })).toThrow('Permission denied')
    })
  })
})
