import { parentPort } from 'node:worker_threads'
import { encode } from '../src/engine/base/text.ts'
import { loadAhead } from '../src/engine/world/ahead.ts'
import { lessonWorld } from '../src/engine/world/lesson.ts'

/** Further starts, with code that is compiled. */
const LATER = 3

/** One reader's PC, from the first time that its code runs: milliseconds of its first start, and of each `reboot`. */
async function boot(): Promise<number[]> {
  const world = await lessonWorld(
    { clock: '2026-07-14T08:00:00Z', seed: 'bench', machine: { firmware: 'bios' } },
    [],
    {},
  )
  await loadAhead(world)
  const console = world.openTerminal({ columns: 80, rows: 24 })
  const settle = async (): Promise<number> => {
    const start = performance.now()
    for (;;) {
      const { kind } = await world.pump(20_000)
      if (kind === 'paused') world.advance()
      if (kind === 'idle') break
    }
    const { stage, starts } = world.facts().boot()!
    if (stage !== 'up' || !console.atPrompt) throw new Error(`start ${starts} ends at ${stage}`)
    return performance.now() - start
  }
  const times = [await settle()]
  for (let i = 0; i <= LATER; i++) {
    console.input(encode('reboot\r'))
    times.push(await settle())
  }
  return times
}

parentPort!.postMessage(await boot())
