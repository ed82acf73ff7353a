import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { find } from '../../src/engine/boot/grub/tree-path.ts'
import { installDebian } from '../../src/engine/world/pc/installed.ts'
import { FIRST_START } from '../../src/engine/world/pc/pc.ts'
import { Workshop } from '../../src/engine/world/pc/workshop.ts'

/** What a reader takes out of the sandbox: the head of the disk, its end, and the initramfs, as dd(1) and cp(1) make them. */
const folder = mkdtempSync(join(tmpdir(), 'strata-export-'))
afterAll(() => rmSync(folder, { recursive: true }))
const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined
const run = (tool: string, args: string[], input?: Uint8Array) =>
  spawnSync(tool, args, { input, maxBuffer: 2 ** 28 })

const files: Record<string, Buffer> = {}
beforeAll(async () => {
  for (const firmware of ['bios', 'uefi'] as const) {
    const { disk } = await installDebian({ firmware, time: FIRST_START })
    const root = disk.partitions.find(({ volume }) => volume?.facts?.label === 'root')!.volume!.fs!
    const workshop = new Workshop(disk, root, firmware, FIRST_START)
    await workshop.mountAll([['/boot', firmware === 'bios' ? 1 : 2, 'ext4']])
    const { output } = await workshop.run(
      `cd /root && dd if=/dev/sda of=head.img bs=512 count=2048 && dd if=/dev/sda of=end.img bs=512 skip=${disk.sectors - 33} && cp /boot/initrd.img-* initrd.img`,
    )
    expect(output).toContain('2048+0 records in\n2048+0 records out\n1048576 bytes (1.0 MB, 1.0 MiB) copied')
    workshop.leave()
    for (const name of ['head.img', 'end.img', 'initrd.img']) {
      const found = find(root, `/root/${name}`)
      if (found?.kind !== 'file') throw new Error(name)
      files[`${firmware}-${name}`] = Buffer.from(bytesOf(found.body))
    }
  }
})

/** The entries of a newc archive (cpio(5)): read here anew. */
function namesInCpio(archive: Buffer): Map<string, { mode: number; size: number }> {
  const names = new Map<string, { mode: number; size: number }>()
  const to4 = (n: number): number => (n + 3) & ~3
  for (let at = 0; ; ) {
    if (archive.toString('latin1', at, at + 6) !== '070701') throw new Error(`no header at ${at}`)
    const field = (i: number): number =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * i, at + 14 + 8 * i), 16)
    const [mode, size, length] = [field(1), field(6), field(11)]
    const name = archive.toString('utf8', at + 110, at + 110 + length - 1)
    if (name === 'TRAILER!!!') return names
    names.set(name, { mode, size })
    at = to4(at + 110 + length)
    at = to4(at + size)
  }
}

describe('what is taken out of the sandbox', () => {
  it('is an initramfs that another zstd and another cpio read', () => {
    const names = namesInCpio(zstdDecompressSync(files['bios-initrd.img']!))
    expect(names.get('init')).toMatchObject({ mode: 0o100755 })
    expect(names.get('sbin')).toMatchObject({ mode: 0o120777 })
    expect([...names.keys()].filter((name) => name.endsWith('/ahci.ko'))).toHaveLength(1)
  })

  it.runIf(has('cpio') && has('zstd'))('lists and unpacks with the real cpio', () => {
    const archive = run('zstd', ['-dc'], files['bios-initrd.img'])
    expect(archive.status, String(archive.stderr)).toBe(0)
    const listed = run('cpio', ['-it', '--quiet'], archive.stdout)
    expect(listed.status).toBe(0)
    expect(String(listed.stdout).trimEnd().split('\n')).toEqual([...namesInCpio(archive.stdout).keys()])
    const unpacked = run(
      'cpio',
      ['-id', '--quiet', '-D', folder, 'init', 'conf/*', 'scripts/functions'],
      archive.stdout,
    )
    expect([unpacked.status, String(unpacked.stderr)]).toEqual([0, ''])
    expect(String(run('sh', ['-n', join(folder, 'init')]).stderr)).toBe('')
  })

  it('is an MBR and a GPT as the specifications say', () => {
    const mbr = files['bios-head.img']!
    expect(mbr.readUInt16LE(510)).toBe(0xaa55)
    expect(mbr.readUInt32LE(446 + 16 + 8)).toBe(526_336)
    const [gpt, end] = [files['uefi-head.img']!.subarray(512), files['uefi-end.img']!]
    for (const [header, table] of [
      [gpt, gpt.subarray(512)],
      [end.subarray(32 * 512), end],
    ] as const) {
      expect(header.toString('latin1', 0, 8)).toBe('EFI PART')
      const plain = Buffer.from(header.subarray(0, 92))
      plain.writeUInt32LE(0, 16)
      expect(header.readUInt32LE(16)).toBe(crc32(plain))
      expect(header.readUInt32LE(88)).toBe(crc32(table.subarray(0, 128 * 128)))
      expect(table.readBigUInt64LE(128 + 32)).toBe(133_120n)
    }
  })

  it.runIf(has('fdisk'))('reads right with the real fdisk', () => {
    const path = join(folder, 'head.img')
    writeFileSync(path, files['bios-head.img']!)
    const { stdout, status } = run('fdisk', ['-l', path])
    expect(status).toBe(0)
    expect(String(stdout)).toMatch(/head\.img1 \* +2048 +526335 +524288 +256M 83 Linux\n/)
  })

  it.runIf(has('sgdisk'))('reads right with the real sgdisk', () => {
    const path = join(folder, 'gpt.img')
    writeFileSync(path, files['uefi-head.img']!)
    const sectors = 4_505_600
    run('truncate', ['-s', String((sectors - 33) * 512), path])
    writeFileSync(path, files['uefi-end.img']!, { flag: 'a' })
    expect(String(run('sgdisk', ['-v', path]).stdout)).toContain('No problems found.')
    expect(String(run('sgdisk', ['-p', path]).stdout)).toMatch(/ 1 +2048 +133119 +64\.0 MiB +EF00/)
  })
})
