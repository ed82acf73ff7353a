import { expect, test } from 'vitest'
import type { ProgressMessage } from '../../src/engine/daemon/api.ts'
import { runDocker, streamOf } from './fake-process.ts'
import { recording, words } from './recorded.ts'

const SCALE: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }
const bytes = (text: string): number => {
  const m = /^([\d.]+)(\w+)$/.exec(text)!
  return Math.round(Number(m[1]) * SCALE[m[2]!]!)
}

const LINE =
  /\x1b\[\d+A\x1b\[2K\r([0-9a-f]{12}): ([A-Z][a-zA-Z ]*?) (?:\[[=> ]*\] )?(?: *([\d.]+[kMG]?B)\/([\d.]+[kMG]?B))?\r\x1b\[\d+B/y

/** The messages behind what a terminal showed. */
function messages(output: string): ProgressMessage[] {
  const found: ProgressMessage[] = []
  for (let at = 0; at < output.length; ) {
    if (output[at] === '\n' && output[at + 1] === '\x1b') at++
    LINE.lastIndex = at
    const m = LINE.exec(output)
    if (m) {
      const progressDetail = m[3] ? { current: bytes(m[3]), total: bytes(m[4]!) } : {}
      found.push({ id: m[1]!, status: m[2]!, progressDetail })
      at = LINE.lastIndex
      continue
    }
    const end = output.indexOf('\n', at)
    const line = output.slice(at, end)
    const named = /^(\w+): (Pulling from .*)$/.exec(line)
    found.push(named ? { id: named[1]!, status: named[2]! } : { status: line })
    at = end + 1
  }
  return found
}

const pulls = ['pull-tty', 'pull-tty-slow', 'pull-tty-widths'].flatMap((name) =>
  recording(name)
    .filter((step) => step.tty && /^docker pull [^-]/.test(step.cmd))
    .map((step, i) => [`${name} ${i}: ${step.cmd} at ${step.cols ?? 100}`, step] as const),
)

test.each(pulls)('%s', async (_, step) => {
  const expected = step.output!.replaceAll('\r\n', '\n')
  const first = 'Using default tag: latest\n'
  const body = expected.slice(first.length, expected.trimEnd().lastIndexOf('\n') + 1)
  const { stdout, exit } = await runDocker(words(step.cmd).slice(1), {
    columns: step.cols ?? 100,
    daemon: { 'POST /images/create': () => streamOf(...messages(body)) },
  })
  // A size is known to four digits only, so a bar may be off by one step.
  const bars = (text: string): string => text.replace(/\[=*> *\]/g, '[bar]')
  expect(exit).toBe(0)
  expect(bars(stdout)).toBe(bars(expected))
})

test('bars are shown above 110 columns only', async () => {
  const show = async (columns: number) =>
    (
      await runDocker(['pull', 'x'], {
        columns,
        daemon: {
          'POST /images/create': () =>
            streamOf({
              id: 'aaaaaaaaaaaa',
              status: 'Downloading',
              progressDetail: { current: 500, total: 1000 },
            }),
        },
      })
    ).stdout
  expect(await show(111)).toContain(`[${'='.repeat(25)}>${' '.repeat(25)}]     500B/1kB`)
  expect(await show(110)).toContain('Downloading     500B/1kB')
})

test('piped, a bar is not shown and plain lines are', async () => {
  const { stdout } = await runDocker(['pull', 'busybox:1.36'], {
    daemon: {
      'POST /images/create': () =>
        streamOf(
          { id: '1.36', status: 'Pulling from library/busybox' },
          { id: 'aaaaaaaaaaaa', status: 'Pulling fs layer', progressDetail: {} },
          { id: 'aaaaaaaaaaaa', status: 'Downloading', progressDetail: { current: 1, total: 2 } },
          { status: 'Status: Downloaded newer image for busybox:1.36' },
        ),
    },
  })
  expect(stdout).toBe(
    '1.36: Pulling from library/busybox\naaaaaaaaaaaa: Pulling fs layer\n' +
      'Status: Downloaded newer image for busybox:1.36\ndocker.io/library/busybox:1.36\n',
  )
})

test('an error in the stream ends the pull', async () => {
  const { stderr, exit } = await runDocker(['pull', '-q', 'x'], {
    daemon: {
      'POST /images/create': () => streamOf({ error: 'no space', errorDetail: { message: 'no space' } }),
    },
  })
  expect({ stderr, exit }).toEqual({ stderr: 'no space\n', exit: 1 })
})
