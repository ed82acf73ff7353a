import { expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import { Disk } from '../../src/engine/boot/disk/disk.ts'
import { emptyNvram } from '../../src/engine/boot/firmware/nvram.ts'
import { COMMANDS, MODULES } from '../../src/engine/boot/grub/commands/registry.ts'
import { showMenu } from '../../src/engine/boot/grub/menu.ts'
import { Grub } from '../../src/engine/boot/grub/shell.ts'
import { TextOut } from '../../src/engine/boot/grub/text.ts'
import { BootTerminal } from '../../src/engine/boot/terminal.ts'
import { Scheduler } from '../../src/engine/kernel/scheduler.ts'
import { loadReserves } from '../../src/engine/world/pc/reserves.ts'

await loadReserves()

/** A menu of nine entries on a terminal of some size, after these keys: what stands where, by row. */
async function menuOn(size: { columns: number; rows: number }, keys = ''): Promise<Map<number, string>> {
  const scheduler = new Scheduler()
  const terminal = new BootTerminal(scheduler, size)
  const screen = new Map<number, string>()
  terminal.onOutput = (bytes) => {
    for (const [, row, column, text] of decode(bytes).matchAll(/\x1b\[(\d+);(\d+)H([^\x1b]*)/g)) {
      const line = (screen.get(Number(row)) ?? '').padEnd(Number(column) - 1)
      screen.set(
        Number(row),
        line.slice(0, Number(column) - 1) + text + line.slice(Number(column) - 1 + text!.length),
      )
    }
  }
  const pc = { firmware: 'bios' as const, nvram: emptyNvram(), disk: new Disk(100), memoryMiB: 64, terminal }
  const grub = new Grub(pc, 'i386-pc', new TextOut(terminal, 79), MODULES, COMMANDS)
  const entries = Array.from({ length: 9 }, (_, i) => ({
    id: `${i}`,
    title: `Debian GNU/Linux, with Linux 6.1.0-${i}-amd64 and a long name`,
    classes: [],
    args: [],
    source: '',
    users: [],
  }))
  scheduler.start(async () => void (await showMenu(grub, entries as never, 0, 5, true)))
  await scheduler.run(1000)
  terminal.input(encode(keys))
  await scheduler.run(1000)
  return screen
}

it.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 68, rows: 20 },
  { columns: 46, rows: 19 },
])('a menu fits a terminal of $columns × $rows', async (size) => {
  const screen = await menuOn(size)
  expect(Math.max(...screen.keys())).toBeLessThanOrEqual(Math.min(size.rows, 24))
  for (const line of screen.values()) expect(line.length).toBeLessThanOrEqual(Math.min(size.columns, 80))
  const seen = [...screen.values()].join('\n')
  expect(seen).toContain('|*Debian GNU/Linux')
  expect(seen).toMatch(/executed automatically in \ds\.|\n {3}\ds remaining\./)
  expect(seen.replace(/\s+/g, ' ')).toContain(
    "before booting or `c' for a command-line. ESC to return previous menu.",
  )
  const chosen = [...(await menuOn(size, '\x1b[B'.repeat(8))).values()].filter((line) => line.includes('*'))
  expect(chosen).toEqual([expect.stringContaining('6.1.0-8')])
})
