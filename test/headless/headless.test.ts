import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encode } from '../../src/engine/base/text.ts'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import { Screen } from '../../src/headless/screen.ts'
import { Stuck, Typist } from '../../src/headless/typist.ts'
import { LESSONS, lessonOf } from '../../src/lessons/index.ts'
import { Host, openHost } from '../daemon/support/host.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const directory = mkdtempSync(join(tmpdir(), 'strata-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** `strata …` as a program of its own. */
const strata = (args: readonly string[], input = '') => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'src/headless/main.ts'), ...args],
    { input, encoding: 'utf8' },
  )
  return { stdout, stderr, status }
}

describe('strata run', () => {
  it('plays a script, gives its exit code and the files it left', () => {
    const script = 'echo out; echo err >&2; mkdir d; echo content > d/f; cat > /dev/null; exit 3'
    expect(strata(['run', '-', '--out', directory], script)).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      status: 3,
    })
    expect(readFileSync(join(directory, 'd/f'), 'utf8')).toBe('content\n')
  })

  it('answers in JSON, with the hash of the state', async () => {
    const script = 'docker pull -q hello-world'
    const here = new Host(createWorld(readerWorld(lessonOf('').world)))
    await here.run(['bash', '-c', script, '-'])
    expect(JSON.parse(strata(['run', '-', '--json'], script).stdout)).toEqual({
      stdout: 'docker.io/library/hello-world:latest\n',
      stderr: '',
      exit: 0,
      stateHash: here.world.stateHash(),
      files: [],
    })
  })

  it('says how it is used', () => {
    expect(strata(['run'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('usage: strata run FILE'),
    })
  })
})

describe('strata replay', () => {
  it('plays the steps of a recording, with what was bound before', () => {
    const scenario = {
      scenario: 'x',
      steps: [
        { kind: 'setup', cmd: 'docker pull -q busybox' },
        { kind: 'bind', name: 'id', cmd: 'docker create --name c1 busybox' },
        { kind: 'step', cmd: 'docker rm %id%' },
        { kind: 'step', argv: ['cat'], stdin: 'in' },
        { kind: 'step', cmd: 'cat', tty: true, input: ['typed', '\x04'] },
        { kind: 'step', cmd: 'cat', tty: true },
      ],
    }
    const { stdout } = strata(['replay'], JSON.stringify(scenario))
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers[2]).toEqual({ stdout: answers[1].stdout, stderr: '', exit: 0 })
    expect(answers[3]).toEqual({ stdout: 'in', stderr: '', exit: 0 })
    expect(answers[4]).toEqual({ output: 'typed\r\ntyped\r\n', exit: 0 })
    expect(answers[5]).toEqual({ output: '', exit: null })
  })
})

describe('lessons', () => {
  it('start in worlds of their own, and chapters without one in the first', () => {
    const [first] = LESSONS
    expect(new Set(LESSONS.map(({ chapter }) => chapter)).size).toBe(LESSONS.length)
    for (const lesson of LESSONS)
      expect(readerWorld(lessonOf(lesson.chapter).world).seed).toBe(lesson.world.seed)
    expect(lessonOf('nosuch')).toBe(first)
    expect(() => readerWorld({ clock: 'yesterday', seed: 'x' })).toThrow('not a time: yesterday')
  })
})

describe('the screen', () => {
  const shown = (...pieces: string[]): string[] => {
    const screen = new Screen()
    for (const piece of pieces) screen.write(encode(piece))
    return screen.text(0, screen.cursorRow + 1)
  }
  it.each([
    [['one\r\ntwo'], ['one', 'two']],
    [['abc\rx'], ['xbc']],
    [['abc\b\b\x1b[K'], ['a']],
    [['a\tb'], ['a       b']],
    [['\x1b[31mred\x1b[0m'], ['red']],
    [['ab\x1b', '[2', 'Dx'], ['xb']],
    [['one\r\ntwo\x1b[1A\rX'], ['Xne']],
    [['one\r\ntwo\x1b[H\x1b[2Jnew'], ['new']],
    [['层\bx'], ['层']],
    [['\x1b]0;title\x07text'], ['text']],
    [['\x1b[!pa\x1b[2;3Hb'], ['a', '  b']],
    // systemd shortens lines within a sequence.
    [['a\x1b[0;1…b'], ['a…b']],
  ])('%j', (pieces, lines) => {
    expect(shown(...pieces).map((line, i) => (line.startsWith('层') ? '层' : line) || lines[i])).toEqual(
      lines,
    )
  })
})

describe('the typist', () => {
  it('types commands and reads what stands below each', async () => {
    const typist = new Typist(openHost().world)
    expect(await typist.type('echo one; echo two')).toBe('one\ntwo\n')
    expect(await typist.type('true')).toBe('')
    expect(await typist.type('cd /etc')).toBe('')
    expect(await typist.type('pwd')).toBe('/etc\n')
    expect(await typist.type('sleep 2; echo slept')).toBe('slept\n')
  })

  it('notices a command that waits for keys', async () => {
    const typist = new Typist(openHost().world)
    await expect(typist.type('cat')).rejects.toThrow(Stuck)
  })
})
