import { describe, expect, it } from 'vitest'
import { standInElf } from '../../src/engine/oci/elf.ts'
import { MACHINES, type Machine } from '../../src/engine/oci/machine-code.ts'
import { EXECUTABLES } from '../../src/engine/world/programs.ts'

describe('a host', () => {
  it.each(['amd64', '386'] as const)('runs executables for %s', (machine) => {
    expect(EXECUTABLES.identify(standInElf('busybox', { machine }))).toMatchObject({ name: 'busybox' })
  })

  const others = (Object.keys(MACHINES) as Machine[]).filter((name) => name !== 'amd64' && name !== '386')
  it.each(others)('knows one for %s as foreign', (machine) => {
    expect(EXECUTABLES.identify(standInElf('busybox', { machine }))).toBe('foreign')
  })
})
