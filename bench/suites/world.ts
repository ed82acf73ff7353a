import { decode } from '../../src/engine/base/text.ts'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import type { World } from '../../src/engine/world.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { type Figure, figureOf } from '../measure.ts'
import { duration, fact, note, section, shown, table } from '../report.ts'

const WARM_UP = 10
const RUNS = 40

const newWorld = (): World => createWorld(readerWorld({ clock: '2025-06-20T08:00:00Z', seed: 'bench' }))

/** Runs a command to its end and returns what it printed. */
async function run(world: World, ...argv: string[]): Promise<string> {
  const job = world.start({ argv })
  const ended = await runToEnd(world, job)
  if (!ended || job.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${decode(job.stderr)}`)
  return decode(job.stdout)
}

async function timed(operation: () => unknown): Promise<Figure> {
  const times: number[] = []
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    globalThis.gc?.({ type: 'minor', execution: 'sync' })
    const start = performance.now()
    await operation()
    if (i >= WARM_UP) times.push((performance.now() - start) * 1e6)
  }
  return figureOf(times)
}

/** A whole host: booted, and driven by the docker client. */
export async function world(): Promise<void> {
  section('A host (engine only, no terminal)')
  const boot = await timed(newWorld)
  const host = newWorld()
  const start = performance.now()
  await run(host, 'docker', 'pull', 'busybox')
  const pulled = (performance.now() - start) * 1e6
  const container = await timed(() => run(host, 'docker', 'run', '--rm', 'busybox', 'true'))
  const images = await timed(() => run(host, 'docker', 'images'))
  table([
    ['createWorld', shown(boot)],
    ['docker pull busybox, the first', duration(pulled)],
    ['docker run --rm busybox true', shown(container)],
    ['docker images', shown(images)],
  ])
  note(`medians of ${RUNS}`)
  fact('createWorld', shown(boot))
  fact('docker run --rm busybox true', shown(container))
}
