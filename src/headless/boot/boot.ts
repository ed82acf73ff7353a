import { text } from 'node:stream/consumers'
import { encode } from '../../engine/base/text.ts'
import type { Machine } from '../../engine/boot/machine.ts'
import type { Installed } from '../../engine/world/pc/installed.ts'
import { FIRST_START, switchOn } from '../../engine/world/pc/pc.ts'
import { buildMachine } from './build.ts'
import { busyboxInitramfs, kernelOf } from './busybox.ts'
import { ConsoleText } from './console.ts'
import type { Description } from './description.ts'

const STEPS = 100_000
/** Simulated nanoseconds after which a machine that only waits for time is taken to do nothing any more. */
const PATIENCE = 600e9
/** The same for one at whose terminal nobody types any more. */
const REST = 20e9

/** `strata boot`: boots what is described on standard input, prints its console. */
export async function boot(argv: readonly string[]): Promise<number> {
  if (argv.length > 0) {
    console.error('usage: strata boot < DESCRIPTION')
    return 2
  }
  const description = JSON.parse(await text(process.stdin)) as Description
  const { console: shown } = await run(description)
  process.stdout.write(shown)
  return 0
}

/** Boots a description; its console, and the machine's parts afterwards. */
export async function run(description: Description): Promise<{ console: string; installed: Installed }> {
  const before = description.before && (await run(description.before)).installed
  const installed = await buildMachine(description, before)
  const machine = await start(description, installed)
  const output = new ConsoleText()
  machine.onOutput = (bytes) => output.add(bytes)
  await play(machine, output, description.input ?? [])
  installed.disk.cutPower()
  return { console: output.plain, installed }
}

async function start(description: Description, installed: Installed): Promise<Machine> {
  const { memory_mib: memory, kernel_args: args = '', initrd, initramfs = [] } = description
  const direct =
    description.machine === 'busybox-initramfs'
      ? async () => ({
          image: kernelOf(installed),
          commandLine: args,
          initrd: initrd === null ? undefined : await busyboxInitramfs(initramfs, installed),
        })
      : undefined
  return switchOn({
    firmware: description.firmware ?? 'bios',
    disk: installed.disk,
    nvram: installed.nvram,
    memoryMiB: memory ?? (direct ? 512 : 1024),
    seed: description.scenario ?? 'boot',
    clock: FIRST_START,
    direct,
  })
}

/** Runs the machine until nothing happens any more; types each input when the console shows what it waits for. */
async function play(
  machine: Machine,
  output: ConsoleText,
  input: NonNullable<Description['input']>,
): Promise<void> {
  let next = 0
  let seen = 0
  let waited = 0
  for (;;) {
    const state = await machine.pump(STEPS)
    if (state.kind === 'more') continue
    const wanted = input[next]
    const shown = output.plain
    if (wanted && new RegExp(wanted.at, 'm').test(endAnchored(shown.slice(seen), wanted.at))) {
      seen = shown.length
      waited = 0
      next++
      machine.input(encode(wanted.send))
      continue
    }
    // What somebody is to type into one terminal keeps nothing else from going on.
    const delay = state.kind === 'paused' ? state.delay : machine.kernel?.scheduler.untilNext()
    if (delay === undefined || waited > (state.kind === 'paused' || wanted ? PATIENCE : REST)) return
    waited += delay
    machine.advance()
  }
}

/** In a pattern `$` stands for the end of what is shown so far, not for the end of any line. */
const endAnchored = (shown: string, at: string): string =>
  at.endsWith('$') ? shown.slice(shown.lastIndexOf('\n') + 1) : shown
