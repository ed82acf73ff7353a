import { EngineError } from '../base/errors.ts'
import type { Platform } from './types.ts'

const KNOWN_OS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
)
const KNOWN_ARCH = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ' +
    'ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
)

/** One name for one thing (containerd/platforms, database.go): `x86_64` → `amd64`, `arm64/v8` → `arm64`. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase() === 'macos' ? 'darwin' : platform.os.toLowerCase()
  let architecture = platform.architecture.toLowerCase()
  let variant = platform.variant?.toLowerCase() ?? ''
  switch (architecture) {
    case 'i386':
      architecture = '386'
      variant = ''
      break
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      architecture = 'amd64'
      if (variant === 'v1') variant = ''
      break
    case 'aarch64':
    case 'arm64':
      architecture = 'arm64'
      if (variant === '8' || variant === 'v8' || variant === 'v8.0') variant = ''
      break
    case 'armhf':
      architecture = 'arm'
      variant = 'v7'
      break
    case 'armel':
      architecture = 'arm'
      variant = 'v6'
      break
    case 'arm':
      if (variant === '' || variant === '7') variant = 'v7'
      else if (/^[568]$/.test(variant)) variant = `v${variant}`
  }
  return { architecture, os, ...(variant && { variant }) }
}

const PART = /^[A-Za-z0-9_.-]+$/
/** An operating system, at times with its version: `windows(10.0.17763)`. */
const OS = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)\))?$/

/** The same as the daemon reads it: its containerd/platforms is younger than the client's. */
export const DAEMON_OS = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/

/** What is said of a platform that was typed: `linux/arm` without `v7`, `linux/arm64/v8` with `v8` (containerd/platforms, Parse). */
function spelled(platform: Platform, variant: string | undefined): Platform {
  const { os, architecture } = platform
  if (architecture === 'arm' && platform.variant === 'v7' && variant === undefined)
    return { os, architecture }
  if (architecture === 'arm64' && !platform.variant && variant !== undefined)
    return { ...platform, variant: 'v8' }
  return platform
}

/**
 * Reads `os`, `arch`, `os/arch` or `os/arch/variant`. `system` is what a name of an operating system looks like. Throws
 * `invalid` with the text of containerd/platforms.
 */
export function parsePlatform(text: string, host: Platform, system = OS): Platform {
  const parts = text.split('/')
  const fail = (message: string): never => {
    throw new EngineError('invalid', `${JSON.stringify(text)}: ${message}: invalid argument`)
  }
  if (text.includes('*')) fail('wildcards not yet supported')
  const [first, ...others] = parts
  const os = system.exec(first!)?.[1]
  if (os === undefined)
    throw new EngineError(
      'invalid',
      `${JSON.stringify(first)} is an invalid OS component of ${JSON.stringify(text)}: OSAndVersion specifier component must match ${JSON.stringify(system.source)}: invalid argument`,
    )
  const wrong = others.slice(0, 2).find((part) => !PART.test(part))
  if (wrong !== undefined)
    throw new EngineError(
      'invalid',
      `${JSON.stringify(wrong)} is an invalid component of ${JSON.stringify(text)}: platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`,
    )
  if (parts.length === 1) {
    const known = normalizePlatform({ os, architecture: '' }).os
    if (KNOWN_OS.has(known))
      return normalizePlatform({
        os: known,
        architecture: host.architecture,
        ...(host.variant && { variant: host.variant }),
      })
    const only = normalizePlatform({ os: host.os, architecture: parts[0]! })
    if (KNOWN_ARCH.has(only.architecture)) return spelled(only, undefined)
    return fail('unknown operating system or architecture')
  }
  if (parts.length > 3) return fail('cannot parse platform specifier')
  const [architecture, variant] = others
  const platform = normalizePlatform({ os, architecture: architecture!, ...(variant && { variant }) })
  return spelled(platform, variant)
}

/** `linux/amd64`, `linux/arm/v7`. */
export const formatPlatform = (platform: Platform): string =>
  [platform.os, platform.architecture, ...(platform.variant ? [platform.variant] : [])].join('/')

/** Platforms that a host can run, best first (containerd/platforms, compare.go, `platformVector`). */
function accepted(wanted: Platform): Platform[] {
  const own = normalizePlatform(wanted)
  const all = [own]
  if (own.architecture === 'amd64') {
    const level = /^v([2-9])$/.exec(own.variant ?? '')
    for (let v = level ? Number(level[1]) - 1 : 0; v > 1; v--) all.push({ ...own, variant: `v${v}` })
    if (own.variant) all.push({ os: own.os, architecture: 'amd64' })
    all.push({ os: own.os, architecture: '386' })
  } else if (own.architecture === 'arm') {
    for (let v = Number(own.variant?.slice(1) ?? 7) - 1; v >= 5; v--) all.push({ ...own, variant: `v${v}` })
  } else if (own.architecture === 'arm64' && !own.variant) {
    for (const v of [8, 7, 6, 5]) all.push({ os: own.os, architecture: 'arm', variant: `v${v}` })
  }
  return all
}

const equal = (a: Platform, b: Platform): boolean =>
  a.os === b.os && a.architecture === b.architecture && (a.variant ?? '') === (b.variant ?? '')

/** True for one platform under two spellings (containerd/platforms, `OnlyStrict`). */
export const samePlatform = (a: Platform, b: Platform): boolean =>
  equal(normalizePlatform(a), normalizePlatform(b))

/** True where a host that wants `wanted` takes `offered`. */
export const platformMatches = (wanted: Platform, offered: Platform): boolean =>
  accepted(wanted).some((one) => equal(one, normalizePlatform(offered)))

/** The best of what is offered, the first among equals; undefined where nothing fits. */
export function choosePlatform<T extends { readonly platform?: Platform }>(
  wanted: Platform,
  offered: readonly T[],
): T | undefined {
  for (const platform of accepted(wanted)) {
    const found = offered.find((one) => one.platform && equal(platform, normalizePlatform(one.platform)))
    if (found) return found
  }
  return undefined
}
