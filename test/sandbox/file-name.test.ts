import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeName, safeName } from '../../src/sandbox/file-name.ts'

const bytes = (text: string): number => new TextEncoder().encode(text).length

describe('a safe name', () => {
  it.each([
    ['redis.tar', 'redis.tar'],
    ['我的镜像 (二).tar.gz', '我的镜像 (二).tar.gz'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\image.tar', 'image.tar'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['   ', 'file'],
    ['a/', 'file'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['--input=x', '_input=x'],
    ['a\n\x1b[2Jb.tar', 'a__[2Jb.tar'],
    ['gpj.\u202etar.exe', 'gpj._tar.exe'],
    ['half \ud800 a pair', 'half _ a pair'],
    ['e\u0301.tar', 'é.tar'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeName(name)).toBe(safe)
  })

  it('keeps the extension of a long name', () => {
    expect(safeName(`${'x'.repeat(300)}.tar.gz`)).toBe(`${'x'.repeat(248)}.tar.gz`)
    expect(safeName(`${'层'.repeat(300)}.tar`)).toBe(`${'层'.repeat(83)}.tar`)
  })

  it('is one component of a path, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeName(name)
        expect(safe).toMatch(/^[^/\\\x00-\x1f\x7f.-][^/\\\x00-\x1f\x7f]*$/)
        expect(bytes(safe)).toBeLessThanOrEqual(255)
        expect(safeName(safe)).toBe(safe)
      }),
    )
  })
})

describe('a free name', () => {
  const free = (name: string, ...taken: string[]): string => freeName(name, (other) => taken.includes(other))

  it('is the name itself as long as nothing has it', () => {
    expect(free('a.tar')).toBe('a.tar')
  })

  it('counts up before the extension', () => {
    expect(free('a.tar', 'a.tar')).toBe('a (1).tar')
    expect(free('a.tar.gz', 'a.tar.gz', 'a (1).tar.gz')).toBe('a (2).tar.gz')
    expect(free('Dockerfile', 'Dockerfile')).toBe('Dockerfile (1)')
  })

  it('stays within the limit', () => {
    const long = `${'x'.repeat(251)}.tar`
    expect(free(long, long)).toBe(`${'x'.repeat(247)} (1).tar`)
  })
})
