import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from '../../src/engine/base/text.ts'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import type { World } from '../../src/engine/world.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { collect, type Figure, figureOf } from '../measure.ts'
import { bytes, duration, fact, goal, limit, note, section, shown, table } from '../report.ts'

const WARM_UP = 10
const RUNS = 40
/** Containers before the heap is first weighed: by then the code that they need is compiled. */
const FIRST = 200
const CONTAINERS = 1000
const DIRECTORIES = 100
const FILES = 1000

const newWorld = (): World => createWorld(readerWorld({ clock: '2025-06-20T08:00:00Z', seed: 'bench' }))

/** Runs a command to its end and returns what it printed. */
async function run(world: World, ...argv: string[]): Promise<string> {
  const job = world.start({ argv })
  const ended = await runToEnd(world, job)
  if (!ended || job.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${decode(job.stderr)}`)
  return decode(job.stdout)
}

async function timed(operation: () => unknown, runs = RUNS, warmUp = WARM_UP): Promise<Figure> {
  const times: number[] = []
  for (let i = 0; i < warmUp + runs; i++) {
    globalThis.gc?.({ type: 'minor', execution: 'sync' })
    const start = performance.now()
    await operation()
    if (i >= warmUp) times.push((performance.now() - start) * 1e6)
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
  await leftovers(host)
  await walk(newWorld())
}

/** What is left on the heap after many containers. */
async function leftovers(host: World): Promise<void> {
  const heap = async (containers: number): Promise<number> => {
    for (let i = 0; i < containers; i += 2) {
      await run(host, 'docker', 'run', '--rm', 'busybox', 'true')
      await run(host, 'docker', 'run', '-d', '--name', 'cc', 'busybox', 'sleep', '1000')
      await run(host, 'docker', 'rm', '-f', 'cc')
    }
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = await heap(FIRST)
  const after = await heap(CONTAINERS)
  table([
    [`heap after ${FIRST} containers`, bytes(before)],
    [`and ${CONTAINERS} more, half of them killed`, bytes(after)],
  ])
  goal(`heap after ${CONTAINERS} containers, to before`, after / before, { most: 1.1 })
}

/** `find` over many files, beside the machine's own over the same files of its disk, in turns. */
async function walk(host: World): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'))
  try {
    for (let d = 0; d < DIRECTORIES; d++) {
      mkdirSync(join(folder, `d${d}`))
      host.admin.mkdir(`/srv/d${d}`, 0o755)
      for (let f = 0; f < FILES; f++) {
        writeFileSync(join(folder, `d${d}`, `f${f}`), '')
        host.admin.writeFile(`/srv/d${d}/f${f}`, '')
      }
    }
    const found = 1 + DIRECTORIES + DIRECTORIES * FILES
    const count = (text: string): void => {
      if (Number(text) !== found) throw new Error(`find: ${text}, not ${found} files`)
    }
    const ours = (): Promise<void> => run(host, 'bash', '-c', 'find /srv | wc -l').then(count)
    const theirs = (): void =>
      count(execFileSync('sh', ['-c', `find ${folder} | wc -l`], { encoding: 'utf8' }))
    const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
    for (let i = 0; i < 10; i++) {
      times.ours.push((await timed(ours, 1, 1)).median)
      times.theirs.push((await timed(theirs, 1, 1)).median)
    }
    const [figure, peer] = [figureOf(times.ours), figureOf(times.theirs)]
    table([
      [`find | wc -l, ${found} files`, shown(figure)],
      ["the machine's own, on its disk", shown(peer)],
    ])
    limit(`find | wc -l, ${found} files`, figure.median, 300e6)
    goal("find | wc -l, to the machine's own", figure.median / peer.median, { most: 3 })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
