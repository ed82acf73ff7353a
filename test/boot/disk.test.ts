import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SECTOR } from '../../src/engine/vfs/blocks/bytes.ts'
import { installDebian } from '../../src/engine/world/pc/installed.ts'
import { loadReserves } from '../../src/engine/world/pc/reserves.ts'

await loadReserves()
const made = {
  bios: await installDebian({ firmware: 'bios', time: 0n }),
  uefi: await installDebian({ firmware: 'uefi', time: 0n }),
}
const folder = mkdtempSync(join(tmpdir(), 'strata-disk-'))
afterAll(() => rmSync(folder, { recursive: true }))
const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined

/** Head and end of a disk as a sparse file. */
function image(firmware: 'bios' | 'uefi'): string {
  const { disk } = made[firmware]
  const path = join(folder, `${firmware}.img`)
  const head = disk.read(0, 2048)
  writeFileSync(path, head)
  truncateSync(path, (disk.sectors - 33) * SECTOR)
  writeFileSync(path, disk.read(disk.sectors - 33, 33), { flag: 'a' })
  return path
}

describe('a disk with Debian on it', () => {
  it('has the partitions that its first sector says', () => {
    const { table } = made.bios.disk
    expect(table).toMatchObject({ kind: 'msdos', identifier: '1b2c3d4e' })
    expect(
      table!.partitions.map(({ number, start, sectors, type, active }) => [
        number,
        start,
        sectors,
        type,
        active,
      ]),
    ).toEqual([
      [1, 2048, 524288, '83', true],
      [2, 526336, 3584000, '83', false],
      [3, 4110336, 395264, '82', false],
    ])
    const entries = Buffer.from(made.bios.disk.read(0).slice(446, 494)).toString('hex')
    expect(entries).toBe(
      '8020210083c22220000800000000080000c2232083da1bff000808000' + '0b0360000da1cff82755d1800b83e0000080600',
    )
  })

  it('has a GPT, and finds it by its copy at the end', async () => {
    const { disk } = await installDebian({ firmware: 'uefi', time: 0n })
    const names = () => disk.partitions.map(({ number, volume }) => `${number} ${volume?.facts?.label}`)
    expect(names()).toEqual(['1 EFI', '2 boot', '3 root', '4 swap'])
    disk.overwrite(SECTOR, new Uint8Array(SECTOR))
    expect(names()).toEqual(['1 EFI', '2 boot', '3 root', '4 swap'])
    disk.overwrite((disk.sectors - 1) * SECTOR, new Uint8Array(SECTOR))
    expect(names()).toEqual([])
  })

  it('loses a file system whose superblock is written over, and nothing else', async () => {
    const { disk } = await installDebian({ firmware: 'bios', time: 0n })
    const [boot, root] = disk.partitions
    disk.overwrite(boot!.start * SECTOR + 65_536, new Uint8Array(SECTOR))
    expect(disk.partitions[0]!.volume!.fs).toBeDefined()
    disk.overwrite(root!.start * SECTOR, new Uint8Array(4096))
    expect(disk.partitions[1]!.volume!.facts).toBeUndefined()
    expect(disk.partitions[0]!.volume!.fs).toBeDefined()
  })

  it('takes a new label and a new state from a superblock that was changed', async () => {
    const { disk } = await installDebian({ firmware: 'bios', time: 0n })
    const [boot] = disk.partitions
    disk.overwrite(boot!.start * SECTOR + 1024 + 0x78, new TextEncoder().encode('other'))
    disk.overwrite(boot!.start * SECTOR + 1024 + 0x3a, new Uint8Array(2))
    expect(disk.partitions[0]!.volume!.facts).toMatchObject({ label: 'other', dirty: true })
    expect(disk.partitions[0]!.volume!.fs).toBeDefined()
  })

  it.runIf(has('sfdisk'))('reads right with the real sfdisk', () => {
    for (const firmware of ['bios', 'uefi'] as const) {
      const { stdout, status } = spawnSync('sfdisk', ['--json', image(firmware)], { encoding: 'utf8' })
      expect(status).toBe(0)
      const { partitiontable: table } = JSON.parse(stdout)
      expect(table.label).toBe(firmware === 'bios' ? 'dos' : 'gpt')
      expect(
        table.partitions.map((part: { start: number; size: number }) => [part.start, part.size]),
      ).toEqual(made[firmware].parts.map(({ start, sectors }) => [start, sectors]))
    }
  })
})
