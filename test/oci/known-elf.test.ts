import { describe, expect, it } from 'vitest'
import { type Body, bytesBody, concatBody, textBody, zeroBody } from '../../src/engine/base/body.ts'
import { helloElf } from '../../src/engine/oci/elf.ts'
import { knownElf } from '../../src/engine/oci/known-elf.ts'

/** Begins as an ELF file does, without a note of ours. */
const head = bytesBody(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...new Array(57).fill(0)))
const elf = (...parts: Body[]): Body => concatBody([head, zeroBody(9000), ...parts, zeroBody(1)])

describe('an executable that was built elsewhere', () => {
  it('is a busybox by its banner', () => {
    expect(knownElf(elf(textBody('BusyBox v1.36.1 (2023-05-19 20:19:22 UTC)\0')))).toEqual({
      program: 'busybox',
    })
    const debian = 'syslogd started: BusyBox v1.35.0\0BusyBox v1.35.0 (Debian 1:1.35.0-4+b1)\0'
    expect(knownElf(elf(textBody(debian)))).toEqual({ program: 'busybox-static' })
  })

  it('is a hello-world by its text, up to the end of the string', () => {
    expect(knownElf(elf(textBody('GCC\0\nHello from Docker!\nBye.\n\0more')))).toEqual({
      program: 'hello',
      saying: { fd: 1, exitCode: 0, text: '\nHello from Docker!\nBye.\n' },
    })
    expect(knownElf(elf(textBody('\nHello from Docker!\n')))?.saying?.text).toBe('\nHello from Docker!\n')
  })

  it('is unknown otherwise', () => {
    expect(knownElf(elf(textBody('BusyBox is a multi-call binary')))).toBeUndefined()
    expect(knownElf(textBody('#!/bin/sh\necho BusyBox v1.36.1\n'))).toBeUndefined()
    expect(knownElf(helloElf('Hi\n'))).toBeUndefined()
  })

  it('is looked through once', () => {
    let reads = 0
    const body: Body = {
      size: 64,
      read: (offset, length) => {
        reads++
        return head.read(offset, length)
      },
    }
    knownElf(body)
    const first = reads
    knownElf(body)
    expect(reads).toBe(first)
  })
})
