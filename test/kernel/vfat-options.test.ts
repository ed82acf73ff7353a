import { describe, expect, it } from 'vitest'
import { vfatOptions } from '../../src/engine/kernel/vfat-options.ts'

describe('options of a vfat', () => {
  it('are shown as the kernel holds them', () => {
    expect(vfatOptions(['umask=0077']).join(',')).toBe(
      'fmask=0077,dmask=0077,codepage=437,iocharset=ascii,shortname=mixed,utf8,errors=remount-ro',
    )
    expect(() => vfatOptions(['nosuch'])).toThrow('Invalid argument')
  })
})
