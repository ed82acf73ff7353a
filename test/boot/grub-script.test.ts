import { describe, expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { Disk } from '../../src/engine/boot/disk/disk.ts'
import { emptyNvram } from '../../src/engine/boot/firmware/nvram.ts'
import { COMMANDS, MODULES } from '../../src/engine/boot/grub/commands/registry.ts'
import { GrubError } from '../../src/engine/boot/grub/errors.ts'
import { Grub } from '../../src/engine/boot/grub/shell.ts'
import { parseScript } from '../../src/engine/boot/grub/syntax.ts'
import { TextOut } from '../../src/engine/boot/grub/text.ts'
import { BootTerminal } from '../../src/engine/boot/terminal.ts'
import { Scheduler } from '../../src/engine/kernel/scheduler.ts'
import { loadReserves } from '../../src/engine/world/pc/reserves.ts'

await loadReserves()

/** Runs a script in a GRUB without a disk; what it printed, and the GRUB. */
async function run(source: string): Promise<{ out: string; grub: Grub }> {
  const terminal = new BootTerminal(new Scheduler())
  let out = ''
  terminal.onOutput = (bytes) => {
    out += decode(bytes).replaceAll('\r', '')
  }
  const pc = { firmware: 'bios' as const, nvram: emptyNvram(), disk: new Disk(100), memoryMiB: 64, terminal }
  const grub = new Grub(pc, 'i386-pc', new TextOut(terminal, 79), MODULES, COMMANDS)
  await grub.run(source)
  return { out, grub }
}

describe('the script language of GRUB', () => {
  it.each([
    [`set a=b; echo $a "$\{a}c" '$a'`, 'b bc $a\n'],
    ['echo one#two # three', 'one#two\n'],
    ['if [ x = y ]; then echo a; elif [ 2 -gt 1 ]; then echo b; else echo c; fi', 'b\n'],
    ['for x in 1 2; do echo -n $x; done', '12'],
    ['function f { echo "$1-$#"; }\nf a b', 'a-2\n'],
    ['set e=; if [ -z "$e" -a ! -n "$e" ]; then echo empty; fi', 'empty\n'],
    ['echo a\\\nb', 'ab\n'],
    ['set l="a b"; for x in $l; do echo "<$x>"; done', '<a>\n<b>\n'],
    ['while [ "$n" != 11 ]; do set n=1$n; done; echo $n', '11\n'],
    ['nothing here', "error: can't find command `nothing'.\n"],
    ['ls (hd0,msdos1)/', 'error: no such partition.\n'],
    ['linux /vmlinuz', 'error: no such partition.\n'],
  ])('%s', async (source, expected) => {
    expect((await run(`set root=hd0,msdos1\n${source}`)).out).toBe(expected)
  })

  it('collects the entries of a menu with their source', async () => {
    const { grub } = await run(
      "menuentry 'A b' --hotkey=k --id x {\n\techo one\n}\nsubmenu 'More' { menuentry 'inner' { true; } }",
    )
    expect(grub.entries.map(({ title, id, hotkey, submenu }) => [title, id, hotkey, submenu])).toEqual([
      ['A b', 'x', 'k', false],
      ['More', 'More', undefined, true],
    ])
    expect(grub.entries[0]!.source).toBe('\n\techo one\n')
  })

  it.each(['if true; then', 'echo "open', 'menuentry x {', 'fi', 'a | b'])('refuses %s', (source) => {
    expect(() => parseScript(source)).toThrow(GrubError)
  })
})
