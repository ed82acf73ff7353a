import { describe, expect, it } from 'vitest'
import { passwordMatches, sha512crypt } from '../../src/engine/init/crypt.ts'

describe('sha512crypt', () => {
  it('gives what crypt(3) gives', () => {
    expect(sha512crypt('root', 'strata')).toBe(
      '$6$strata$7e0UDbZWJoObm.9IB8osu6l02bU.9quMcbnlr0sRBCkm2KsyS4QLop0vU4L1KRgR0cBuYbRDoTv5QGp4qbyMF1',
    )
    expect(sha512crypt('root', 'strata', 1000)).toBe(
      '$6$rounds=1000$strata$K8I.z.3VLxXEik4zTmYuFy6QqPZ2KowPHgM/YnxarocNJw2jUUPPrpdUNhClIq0rsvWLNry..otVsRXNuBnJ90',
    )
  })

  it('locks accounts without a password that could match', () => {
    expect([passwordMatches('', ''), passwordMatches('', '*'), passwordMatches('x', '!')]).toEqual([
      true,
      false,
      false,
    ])
  })
})
