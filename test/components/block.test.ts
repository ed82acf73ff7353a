import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consoleBlocksOf,
  parseConsole,
  parseMeta,
  printConsole,
  shows,
} from '../../components/console/block.ts'

describe('a console block', () => {
  it('is commands with their outputs', () => {
    expect(parseConsole('$ echo a\na\n$ true\n$ echo b\nb\n').steps).toEqual([
      { command: 'echo a', output: 'a\n' },
      { command: 'true', output: '' },
      { command: 'echo b', output: 'b\n' },
    ])
  })

  it('continues a command below `> `, and only there', () => {
    const text = '$ cat <<EOF\n> one\n>\n> EOF\none\n> not typed\n'
    expect(parseConsole(text).steps).toEqual([
      { command: 'cat <<EOF\none\n\nEOF', output: 'one\n> not typed\n' },
    ])
  })

  it('keeps empty lines of an output', () => {
    expect(parseConsole('$ a\n\nb\n\n').steps).toEqual([{ command: 'a', output: '\nb\n\n' }])
  })

  it('has other prompts on the console of a PC', () => {
    const text = '$ reboot\n⋮\n[menu] c\ngrub> ls\n(hd0)\n(initramfs) mount\nx on / type y\n> z\n'
    const steps = parseConsole(text).steps
    expect(steps).toEqual([
      { command: 'reboot', output: '⋮\n' },
      { prompt: '[menu] ', command: 'c', output: '' },
      { prompt: 'grub> ', command: 'ls', output: '(hd0)\n' },
      { prompt: '(initramfs) ', command: 'mount', output: 'x on / type y\n> z\n' },
    ])
    expect(printConsole({ steps, preamble: '' })).toBe(text)
  })

  it('prints as it was read', () => {
    const line = fc.stringMatching(/^[a-z =>$]{0,12}$/).filter((s) => !s.startsWith('$ '))
    const output = fc.array(
      line.filter((s) => !s.startsWith('> ') && s !== '>'),
      { maxLength: 3 },
    )
    const command = fc.array(line, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(fc.tuple(command, output), { minLength: 1 }), (pairs) => {
        const steps = pairs.map(([lines, out]) => ({
          command: lines.join('\n'),
          output: out.map((l) => `${l}\n`).join(''),
        }))
        expect(parseConsole(printConsole({ steps, preamble: '' })).steps).toEqual(steps)
      }),
    )
  })
})

it('leaves lines out at an ellipsis, and nowhere else', () => {
  const printed = 'a\nb\nab\nc\n'
  for (const shown of [printed, '⋮\n', 'a\n⋮\n', '⋮\nc\n', 'a\n⋮\nab\n⋮\n', '⋮\nb\n⋮\nc\n', '⋮\na\nb\n⋮\n'])
    expect(shows(shown, printed), shown).toBe(true)
  for (const shown of [
    'a\nb\n',
    '⋮\nb\n',
    'b\n⋮\n',
    '⋮\nc\n⋮\nb\n⋮\n',
    '⋮\nx\n⋮\n',
    'a\n⋮\na\n⋮\n',
    'a\n\nc\n',
    'ab\n⋮\nc\n',
  ])
    expect(shows(shown, printed), shown).toBe(false)
  expect(shows('', '')).toBe(true)
})

it('reads what stands after the language', () => {
  expect(parseMeta(' id=pull no-run')).toEqual({ id: 'pull', noRun: true })
  expect(parseMeta('')).toEqual({ id: undefined, noRun: false })
  expect(() => parseMeta('norun')).toThrow('unknown word in a console fence: norun')
})

it('finds the blocks of a chapter', () => {
  const source =
    'Text\n\n```console id=a\n$ x\ny\n```\n\n```sh\n$ no\n```\n\n- item\n\n  ```console\n  $ z\n  ```\n'
  const blocks = consoleBlocksOf(source)
  expect(blocks.map(({ id, line, steps }) => ({ id, line, steps }))).toEqual([
    { id: 'a', line: 3, steps: [{ command: 'x', output: 'y\n' }] },
    { id: undefined, line: 14, steps: [{ command: 'z', output: '' }] },
  ])
  expect(source.slice(blocks[0]?.start, blocks[0]?.end)).toBe('$ x\ny\n')
})
