import { decode } from '../../../src/engine/base/text.ts'
import type { Machine } from '../../../src/engine/boot/machine.ts'

/** Simulated nanoseconds without a word after which a machine is taken to be at rest. */
const PATIENCE = 600e9
const BATCH = 2000
/** Waits, and batches without one, that no boot needs. */
const LIMIT = { waits: 20_000, batches: 500 }

/** What the last words on a console say of where a boot ended. */
const ENDINGS: readonly (readonly [string, RegExp])[] = [
  ['login', /login: $/],
  ['initramfs', /\(initramfs\) $/],
  ['maintenance', /\(or press Control-D to continue\): $|Press Enter for maintenance\s*\(or/],
  ['locked', /Press Enter to continue\.\s*$/],
  ['password', /Password: $/],
  ['panic', /---\[ end Kernel panic/],
  ['grub rescue', /grub rescue> $/],
  ['grub shell', /grub> $/],
  ['firmware', /No bootable device\.\s*$|Shell> $|Press any key to enter the Boot Manager Menu\.\s*$/],
  ['shell', /# $/],
]

/** Runs a machine until nothing happens any more; where it ended, and what its console shows. */
export async function endingOf(machine: Machine): Promise<{ ending: string; console: string }> {
  let console = ''
  machine.onOutput = (bytes) => {
    console += decode(bytes)
    waited = 0
  }
  let waited = 0
  let waits = 0
  let batches = 0
  for (;;) {
    if (waits > LIMIT.waits || batches > LIMIT.batches) return { ending: 'endless', console }
    const state = await machine.pump(BATCH)
    if (state.kind === 'more') {
      batches++
      continue
    }
    waits++
    if (state.kind !== 'paused' || waited > PATIENCE) break
    waited += state.delay
    machine.advance()
  }
  const plain = console.replace(/\x1b\[[\d;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78]/g, '').replace(/\r/g, '')
  const found = ENDINGS.find(([, pattern]) => pattern.test(plain.slice(-3000)))
  if (machine.state === 'restarting' || machine.state === 'off' || machine.state === 'halted')
    return { ending: machine.state, console: plain }
  const silent = machine.state === 'hung' ? 'hung' : machine.state === 'firmware' ? 'grub menu' : 'quiet'
  return { ending: found?.[0] ?? silent, console: plain }
}
