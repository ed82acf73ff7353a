import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesOf, textBody, zeroBody } from '../../src/engine/base/body.ts'
import { helloElf, isElf, machineOf, programOf, sayingOf, standInElf } from '../../src/engine/oci/elf.ts'

const onLinux = process.platform === 'linux' && process.arch === 'x64'

function run(bytes: Uint8Array) {
  const dir = mkdtempSync(join(tmpdir(), 'elf-'))
  try {
    const path = join(dir, 'program')
    writeFileSync(path, bytes)
    chmodSync(path, 0o755)
    const { stdout, stderr, status } = spawnSync(path, { encoding: 'utf8' })
    return { stdout, stderr, status }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

describe('executables', () => {
  it('are small', () => expect(helloElf('Hello\n').size).toBeLessThan(400))

  it('carry the name of their program in a note', () => {
    expect(programOf(helloElf('Hello\n'))).toBe('hello')
    for (const machine of ['amd64', 'arm64'] as const) {
      const body = standInElf('redis-server', { machine, size: 100_000, fill: zeroBody })
      expect(body.size).toBe(100_000)
      expect(programOf(body)).toBe('redis-server')
      expect(machineOf(body)).toBe(machine)
    }
  })

  it('tell what they write', () => {
    expect(sayingOf(helloElf('你好\n'))).toEqual({ fd: 1, text: '你好\n', exitCode: 0 })
    expect(sayingOf(standInElf('ls'))?.exitCode).toBe(126)
  })

  it('are not seen where there are none', () => {
    for (const text of ['', '#!/bin/sh\n', '\x7fELF'.padEnd(200, '\xff')]) {
      expect(programOf(textBody(text))).toBeUndefined()
      expect(sayingOf(textBody(text))).toBeUndefined()
    }
    expect(isElf(textBody('#!/bin/sh\n'.repeat(20)))).toBe(false)
  })

  it('refuse a size that does not hold them', () => {
    expect(() => standInElf('ls', { size: 100, fill: zeroBody })).toThrow(/do not hold/)
  })

  it.runIf(onLinux)('run on a real Linux', () => {
    expect(run(bytesOf(helloElf('Hello\n')))).toEqual({ stdout: 'Hello\n', stderr: '', status: 0 })
    const long = 'x'.repeat(70_000)
    expect(run(bytesOf(helloElf(long))).stdout).toBe(long)
    expect(run(bytesOf(standInElf('redis-server', { size: 50_000, fill: zeroBody })))).toEqual({
      stdout: '',
      stderr: 'redis-server: a stand-in from a Strata image; it runs in the Strata sandbox only.\n',
      status: 126,
    })
  })
})
