import { expect, it } from 'vitest'
import { PlainOutput } from '../../components/terminal/plain-output.ts'

function linesOf(...pieces: string[]): readonly string[] {
  const output = new PlainOutput()
  for (const piece of pieces) output.write(new TextEncoder().encode(piece))
  return output.lines.lines
}

it('keeps lines without colours', () => {
  expect(linesOf('\x1b[01;34mbin\x1b[0m  etc\r\n\x1b]0;title\x07root\r\n')).toEqual(['bin  etc', 'root'])
})

it('has a progress once, as it ended', () => {
  expect(linesOf('10%\r 50%\r100%\r\n')).toEqual(['100%'])
  expect(
    linesOf(
      'a: Waiting\r\nb: Waiting\r\n',
      '\x1b[2A\x1b[2Ka: Pull complete\r\x1b[2B',
      '\x1b[1A\x1b[2Kb: Done\r\x1b[1B',
    ),
  ).toEqual(['a: Pull complete', 'b: Done'])
})

it('puts together what came in pieces', () => {
  const bytes = new TextEncoder().encode('你好\x1b[31m!\x1b[0m\r\n')
  const output = new PlainOutput()
  for (const byte of bytes) output.write(Uint8Array.of(byte))
  expect(output.lines.lines).toEqual(['你好!'])
})

it('leaves out what a program drew on a screen of its own', () => {
  expect(linesOf('before\r\n\x1b[?1049h\x1b[Hfull of text\x1b[2J\x1b[?1049lafter')).toEqual([
    'before',
    'after',
  ])
})

it('clears', () => {
  expect(linesOf('one\r\ntwo\x1b[H\x1b[2Jthree')).toEqual(['three'])
})

it('keeps the end of what is very long, and counts the rest', () => {
  const output = new PlainOutput()
  output.write(new TextEncoder().encode(Array.from({ length: 1000 }, (_, i) => `${i}\r\n`).join('')))
  const { lines, dropped } = output.lines
  expect(lines.at(-1)).toBe('999')
  expect(lines.length + dropped).toBe(1000)
})
