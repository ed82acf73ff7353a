import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesOf, textBody, zeroBody } from '../../src/engine/base/body.ts'
import {
  helloElf,
  interpreterOf,
  isElf,
  machineOf,
  programOf,
  sayingOf,
  standInElf,
} from '../../src/engine/oci/elf.ts'
import { MACHINES, type Machine } from '../../src/engine/oci/machine-code.ts'

const machines = Object.keys(MACHINES) as Machine[]
const onLinux = process.platform === 'linux' && process.arch === 'x64'

/** Names that differ from ours. */
const QEMU: Partial<Record<Machine, string>> = {
  '386': 'i386',
  amd64: 'x86_64',
  arm64: 'aarch64',
  mips64le: 'mips64el',
}

/** Path of the machine's emulator, where there is one. */
const qemu = (machine: Machine): string | undefined =>
  ['-static', '']
    .map((end) => `/usr/bin/qemu-${QEMU[machine] ?? machine}${end}`)
    .find((path) => existsSync(path))

function run(bytes: Uint8Array, by?: string) {
  const dir = mkdtempSync(join(tmpdir(), 'elf-'))
  try {
    const path = join(dir, 'program')
    writeFileSync(path, bytes)
    chmodSync(path, 0o755)
    const { stdout, stderr, status } = spawnSync(by ?? path, by ? [path] : [], { encoding: 'utf8' })
    return { stdout, stderr, status }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

describe('executables', () => {
  it('are small', () => expect(helloElf('Hello\n').size).toBeLessThan(400))

  it('carry the name of their program in a note', () => {
    expect(programOf(helloElf('Hello\n'))).toBe('hello')
    const unread = { size: 5000, read: () => expect.unreachable('what fills the file is read') }
    expect(programOf(standInElf('bash', { size: 5600, fill: (size) => ({ ...unread, size }) }))).toBe('bash')
    for (const machine of machines) {
      const body = standInElf('redis-server', { machine, size: 100_000, fill: zeroBody })
      expect(body.size).toBe(100_000)
      expect(programOf(body)).toBe('redis-server')
      expect(machineOf(body)).toBe(machine)
      expect(sayingOf(body)).toMatchObject({ fd: 2, exitCode: 126 })
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

  it.each([
    ['386', 3, 1, 1],
    ['amd64', 62, 2, 1],
    ['arm', 40, 1, 1],
    ['arm64', 183, 2, 1],
    ['mips64le', 8, 2, 1],
    ['ppc64le', 21, 2, 1],
    ['riscv64', 243, 2, 1],
    ['s390x', 22, 2, 2],
  ] as const)('for %s say so in their header', (machine, number, width, order) => {
    const head = helloElf('Hello\n', 'hello', { machine }).read(0, 20)
    expect([head[4], head[5]]).toEqual([width, order])
    expect(order === 1 ? head[18]! + head[19]! * 256 : head[19]! + head[18]! * 256).toBe(number)
  })

  it.each(machines.filter((machine) => qemu(machine)))(
    'for %s run under qemu where it is installed',
    (machine) => {
      const text = `${'x'.repeat(70_000)}\n`
      expect(run(bytesOf(helloElf(text, 'hello', { machine })), qemu(machine)).stdout).toBe(text)
      const body = standInElf('redis-server', { machine, size: 50_000, fill: zeroBody })
      expect(run(bytesOf(body), qemu(machine)).status).toBe(126)
    },
  )

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

  it.each(machines)('of %s ask for a loader where they are told one', (machine) => {
    const body = standInElf('ls', { machine, interpreter: '/lib/ld.so', size: 5000, fill: zeroBody })
    expect([interpreterOf(body), programOf(body), machineOf(body)]).toEqual(['/lib/ld.so', 'ls', machine])
    expect(interpreterOf(standInElf('ls', { machine }))).toBeUndefined()
  })

  it.runIf(onLinux)('are loaded by their loader on a real Linux, and do not start without it', () => {
    const dir = mkdtempSync(join(tmpdir(), 'elf-'))
    try {
      const interpreter = join(dir, 'ld.so')
      writeFileSync(join(dir, 'ls'), bytesOf(helloElf('Hello\n', 'ls', { interpreter })), { mode: 0o755 })
      expect(spawnSync(join(dir, 'ls')).error).toMatchObject({ code: 'ENOENT' })
      writeFileSync(interpreter, bytesOf(helloElf('loader\n', 'ld', { address: 0x10000000 })), {
        mode: 0o755,
      })
      expect(spawnSync(join(dir, 'ls'), { encoding: 'utf8' })).toMatchObject({
        stdout: 'loader\n',
        status: 0,
      })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
