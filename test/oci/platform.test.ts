import { describe, expect, it } from 'vitest'
import {
  choosePlatform,
  DAEMON_OS,
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  platformMatches,
} from '../../src/engine/oci/platform.ts'
import type { Platform } from '../../src/engine/oci/types.ts'

const HOST = { architecture: 'amd64', os: 'linux' }
const parse = (text: string): string => formatPlatform(parsePlatform(text, HOST))

describe('platforms', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/arm64/v8', 'linux/arm64/v8'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm', 'linux/arm'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['arm', 'linux/arm'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['linux/armel', 'linux/arm/v6'],
    ['arm64', 'linux/arm64'],
    ['linux', 'linux/amd64'],
    ['windows', 'windows/amd64'],
  ])('%s is %s', (text, normal) => expect(parse(text)).toBe(normal))

  it('are refused with the daemon’s words', () => {
    expect(() => parse('bogus')).toThrow(
      '"bogus": unknown operating system or architecture: invalid argument',
    )
    expect(() => parse('a/b/c/d')).toThrow('"a/b/c/d": cannot parse platform specifier: invalid argument')
    expect(() => parse('li nux/amd64')).toThrow(
      '"li nux" is an invalid OS component of "li nux/amd64": OSAndVersion specifier component must match "^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$": invalid argument',
    )
    expect(() => parsePlatform('li nux/amd64', HOST, DAEMON_OS)).toThrow('(?:\\\\+[A-Za-z0-9_.%-]+)*')
    expect(() => parse('linux/a b')).toThrow(/^"a b" is an invalid component of "linux\/a b"/)
  })

  it('match what a host can run', () => {
    expect(platformMatches(HOST, HOST)).toBe(true)
    expect(platformMatches(HOST, { architecture: '386', os: 'linux' })).toBe(true)
    expect(platformMatches(HOST, { architecture: 'arm64', os: 'linux' })).toBe(false)
    expect(platformMatches(HOST, { architecture: 'amd64', os: 'windows' })).toBe(false)
  })

  it('are chosen best first', () => {
    const arm = (variant: string) => ({ platform: { architecture: 'arm', os: 'linux', variant } })
    const offered: { platform: Platform }[] = [arm('v5'), arm('v7'), arm('v6'), { platform: HOST }]
    const choose = (text: string) => choosePlatform(parsePlatform(text, HOST), offered)?.platform
    expect(choose('linux/arm/v6')?.variant).toBe('v6')
    expect(choose('linux/arm/v7')?.variant).toBe('v7')
    expect(choose('linux/arm64')?.variant).toBe('v7')
    expect(choose('linux/s390x')).toBeUndefined()
    expect(normalizePlatform({ architecture: 'arm64', os: 'Linux', variant: 'v8' })).toEqual({
      architecture: 'arm64',
      os: 'linux',
    })
  })
})
