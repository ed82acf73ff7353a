import type { Page } from 'playwright-core'
import type { DockElement } from '../../components/terminal/dock.ts'
import { tasksOf } from '../../test/support/page-tasks.ts'
import { type Figure, figureOf } from '../measure.ts'
import { bytes, duration, fact, goal, limit, note, section, shown, table } from '../report.ts'
import { commands, RUNS, repeat, type WorkerSession, withSandbox, workerOf } from '../sandbox.ts'

const STARTS = 40
/** Containers before the heap is first weighed: by then the code that they need is compiled. */
const WARM_UP = 200
const CONTAINERS = 1000
const DIRECTORIES = 100
const FILES = 1000
const IMAGE_FILES = '/srv'

const RUN = 'docker run --rm busybox true'
/** PID 1 of a container takes no Ctrl-C (pid_namespaces(7)), so there is an init before the loop. */
const FLOOD = 'docker run --rm --init busybox yes'
const LOOP = "docker run --rm --init busybox sh -c 'while :; do :; done'"

const loop = (count: number, command: string): string =>
  `for i in $(seq ${count}); do ${command}; done > /dev/null`

/** Containers in the page: how long a start takes, what they leave behind, a walk through many files, an endless loop. */
export async function containers(): Promise<void> {
  section('Containers, in Chromium')
  await withSandbox(async (sandbox) => {
    const worker = await workerOf(sandbox)
    await commands(sandbox, 'docker pull -q busybox')
    const empty = await repeat(() => commands(sandbox, 'true'))
    const started = await repeat(() => commands(sandbox, RUN), STARTS)
    const { sum } = await tasksOf(sandbox, () => commands(sandbox, RUN))
    const interrupted = await interruptions(sandbox, LOOP)
    const stemmed = await interruptions(sandbox, FLOOD)
    table([
      ['true, a builtin of the shell', shown(empty)],
      [RUN, shown(started)],
      ['  all that page and worker compute for it, processor time', duration(sum * 1e6)],
      [`Ctrl-C to the prompt: ${LOOP}`, shown(interrupted)],
      [`the same: ${FLOOD}`, shown(stemmed)],
    ])
    note('medians, from Enter or the key to the next prompt')
    limit(`${RUN}, in the page`, started.median, 15e6)
    limit('Ctrl-C to the prompt below an endless loop in a container', interrupted.median, 100e6)
    limit('the same below endless output', stemmed.median, 100e6)
    await leftovers(sandbox, worker)
    await walks(sandbox)
  })
}

/** Quiet time in which a session prepares its steps back, in milliseconds. */
const PREPARED = 10_000

/** What is left on the heap of the worker after many containers. */
async function leftovers(sandbox: Page, worker: WorkerSession): Promise<void> {
  const killed = 'docker run -d --name cc busybox sleep 1000; docker rm -f cc'
  const before: number[] = []
  const after: number[] = []
  for (const command of [RUN, killed]) {
    await commands(sandbox, loop(WARM_UP, command))
    before.push(await heapOf(worker))
    await commands(sandbox, loop(CONTAINERS, command))
    after.push(await heapOf(worker))
  }
  const row = (name: string, i: number): string[] => [name, bytes(before[i]!), bytes(after[i]!)]
  table([['heap of the worker', `after ${WARM_UP}`, `and ${CONTAINERS} more`], row(RUN, 0), row(killed, 1)])
  const growth = Math.max(...after.map((size, i) => size / before[i]!))
  goal(`heap of the worker after ${CONTAINERS} containers, to before`, growth, { most: 1.1 })
}

/** Bytes on the heap and in array buffers after a collection of garbage, when the worlds that steps back need are ready. */
async function heapOf(worker: WorkerSession): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, PREPARED))
  for (let i = 0; i < 2; i++) await worker.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await worker.send('Runtime.getHeapUsage')
  return usedSize + (backingStorageSize ?? 0)
}

/** Walks through a host, a container and the daemon's directory with many files. */
async function walks(sandbox: Page): Promise<void> {
  await commands(
    sandbox,
    `mkdir -p ${IMAGE_FILES}/d{1..${DIRECTORIES}}; for d in ${IMAGE_FILES}/d*; do touch $d/f{1..${FILES}}; done`,
  )
  const host = await repeat(() => commands(sandbox, 'find / | wc -l'))
  const { sum } = await tasksOf(sandbox, () => commands(sandbox, 'find / | wc -l'))
  await commands(
    sandbox,
    `docker create -q --name cc busybox; docker cp -q ${IMAGE_FILES} cc:/data; docker commit cc many; docker rm cc`,
  )
  const container = await repeat(() => commands(sandbox, 'docker run --rm many find / | wc -l'))
  const layers = await repeat(() => commands(sandbox, 'find /var/lib/docker | wc -l'))
  const count = ((DIRECTORIES * FILES) / 1000).toFixed(0)
  table([
    [`find / | wc -l, ${count} thousand files`, shown(host)],
    ['  all that page and worker compute for it, processor time', duration(sum * 1e6)],
    ['the same of an image: docker run many find / | wc -l', shown(container)],
    ['the same of its layer: find /var/lib/docker | wc -l', shown(layers)],
  ])
  note(`medians of ${RUNS}`)
  limit(`find / | wc -l, ${count} thousand files`, host.median, 300e6)
  fact('the same in a container', duration(container.median))
}

/** Time from Ctrl-C to the prompt, again and again. */
async function interruptions(sandbox: Page, line: string): Promise<Figure> {
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) times.push((await interruption(sandbox, line)) * 1e6)
  return figureOf(times)
}

const interruption = (sandbox: Page, line: string): Promise<number> =>
  sandbox.locator('strata-dock').evaluate(async (dock: DockElement, line) => {
    const ended = dock.run([line])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    if (dock.hasAttribute('data-at-prompt')) throw new Error(`${line}: ended by itself`)
    const key = { key: 'c', code: 'KeyC', keyCode: 67, ctrlKey: true, bubbles: true }
    const pressed = performance.now()
    dock.querySelector('.xterm-helper-textarea')!.dispatchEvent(new KeyboardEvent('keydown', key))
    await ended
    return performance.now() - pressed
  }, line)
