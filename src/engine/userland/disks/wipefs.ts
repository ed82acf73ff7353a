import { optionTable, parseOptions } from '../options.ts'
import { Failure, program } from '../program.ts'
import { tableLines } from '../table.ts'
import { contentsOf, headOf, tableOf } from './probe.ts'
import { blockAt, useOf, writeAt } from './volume-file.ts'

const OPTIONS = optionTable(
  '[options] <device>',
  '-a/--all -f/--force -n/--no-act -q/--quiet !-b/--backup !-i/--noheadings !-J/--json !-O/--output: !-o/--offset: !-p/--parsable !-t/--types:',
  { suite: 'util-linux 2.38.1)' },
)

/** Where the marks of each kind stand, and what they are (libblkid). */
const MARKS: Readonly<Record<string, readonly (readonly [at: number, bytes: readonly number[]])[]>> = {
  ext4: [[0x438, [0x53, 0xef]]],
  swap: [[0xff6, [...'SWAPSPACE2'].map((char) => char.charCodeAt(0))]],
  vfat: [
    [0x52, [...'FAT32   '].map((char) => char.charCodeAt(0))],
    [0x0, [0xeb, 0x58, 0x90]],
    [0x1fe, [0x55, 0xaa]],
  ],
  dos: [[0x1fe, [0x55, 0xaa]]],
  gpt: [
    [0x200, [...'EFI PART'].map((char) => char.charCodeAt(0))],
    [0x1fe, [0x55, 0xaa]],
  ],
}

/** `wipefs`: the marks by which a device is known; `-a` takes them away. */
export const wipefs = program('wipefs', async (io) => {
  const options = parseOptions(io, OPTIONS)
  for (const path of options.operands) {
    if (!io.p.exists(path))
      throw new Failure(`error: ${path}: probing initialization failed: No such file or directory`)
    const head = await headOf(io.p, path)
    const found = contentsOf(head)
    const type = found?.type ?? tableOf(head)?.kind
    const marks = type === undefined ? [] : (MARKS[type] ?? [])
    if (!options.has('a')) {
      const rows = marks.map(([at]) => ({
        cells: [
          path.replace(/^.*\//, ''),
          `0x${at.toString(16)}`,
          type!,
          found?.uuid ?? '',
          found?.label ?? '',
        ],
      }))
      const columns = ['DEVICE', 'OFFSET', 'TYPE', 'UUID', 'LABEL'].map((title) => ({ title }))
      if (rows.length > 0)
        for (const line of tableLines(columns, rows, { headings: true, tree: -1 }))
          await io.out.write(`${line}\n`)
      continue
    }
    const block = blockAt(io.p, path)
    if (block && useOf(io.p, block).length > 0 && !options.has('f'))
      throw new Failure(`error: ${path}: probing initialization failed: Device or resource busy`)
    if (!options.has('n'))
      await writeAt(io.p, path, new Map(marks.map(([at, bytes]) => [at, new Uint8Array(bytes.length)])))
    for (const [at, bytes] of marks)
      if (!options.has('q'))
        await io.out.write(
          `${path}: ${bytes.length} bytes were erased at offset 0x${at.toString(16).padStart(8, '0')} (${type}): ${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}\n`,
        )
  }
  return 0
})
