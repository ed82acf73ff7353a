import { describe, expect, it } from 'vitest'
import { readDockerfile } from '../../../src/engine/daemon/dockerfile/instructions.ts'
import { parseText } from '../../../src/engine/daemon/dockerfile/parser.ts'

const shape = (text: string) =>
  parseText(text).nodes.map(({ word, args, range }) => [word, args, range.start, range.end])

describe('a Dockerfile as nodes', () => {
  it('joins lines, leaves comments out, knows where each one stands', () => {
    expect(shape('# a\n\nFROM x\nRUN a \\\n# between\n  b \\\n\n c\nCMD ["d"]\n')).toEqual([
      ['FROM', ['x'], 3, 3],
      ['RUN', ['a   b  c'], 4, 8],
      ['CMD', ['d'], 9, 9],
    ])
  })

  it('goes on with the character that a directive names', () => {
    expect(shape('# escape=`\nFROM x\nRUN a `\n b\\\n')).toEqual([
      ['FROM', ['x'], 2, 2],
      ['RUN', ['a  b\\'], 3, 4],
    ])
  })

  it('reads here-documents up to their names', () => {
    const [copy] = parseText("COPY <<A <<-'B' /d/\na $X\nA\n\tb\n\tB\n").nodes
    expect(copy!.heredocs).toEqual([
      { name: 'A', expand: true, chomp: false, content: 'a $X\n' },
      { name: 'B', expand: false, chomp: true, content: '\tb\n' },
    ])
    expect(copy!.range).toEqual({ start: 1, end: 5 })
  })

  it.each([
    ['FROM x\nCOPY <<A /d\na\n', 'unterminated heredoc', 2],
    ['FROM x\nENV A\n', 'ENV must have two arguments', 2],
    ['FROM x\n\nLABEL a=1 b\n', 'Syntax error - can\'t find = in "b". Must be of the form: name=value', 3],
    ['FROM x\nCMD [1]\n', 'when using JSON array syntax, arrays must be comprised of strings only', 2],
    ['# escape=x\nFROM x\n', "invalid escape token 'x' does not match ` or \\", 0],
    ['# check=a\n# check=b\nFROM x\n', 'only one check parser directive can be used', 1],
    ['#\n', 'file with no instructions', 1],
  ])('%j', (text, message, start) => {
    expect(() => parseText(text)).toThrow(
      expect.objectContaining({ message, range: expect.objectContaining({ start }) }),
    )
  })
})

describe('stages and commands', () => {
  const wrong = (line: string) => `dockerfile parse error on line 2: ${line}`
  it.each([
    [
      'COPY a',
      'COPY requires at least two arguments, but only one was provided. Destination could not be determined',
    ],
    ['COPY --nope a b', 'unknown flag: --nope'],
    ['COPY --chwon=1 a b', 'unknown flag: --chwon (did you mean chown?)'],
    ['COPY --chown=1 --chown=2 a b', 'duplicate flag specified: --chown'],
    ['COPY --link=x a b', 'expecting boolean value for flag --link, not: x'],
    ['COPY --from a b c', 'missing a value on flag: --from'],
    [
      'RUN --mount=type=bind,from=$X true',
      "'from' doesn't support variable expansion, define alias stage instead",
    ],
    ['RUN --network=x true', 'invalid network mode "x"'],
    ['ONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    ['ONBUILD FROM x', "FROM isn't allowed as an ONBUILD trigger"],
    ['SHELL a b', 'SHELL requires the arguments to be in JSON form'],
    ['EXPOSE', 'EXPOSE requires at least one argument'],
    ['USER', 'USER requires exactly one argument'],
    ['VOLUME [""]', 'VOLUME specified can not be an empty string'],
    ['ARG =x', 'ARG names can not be blank'],
    ['HEALTHCHECK NONE x', 'HEALTHCHECK NONE takes no arguments'],
    ['FRO x', 'unknown instruction: FRO (did you mean FROM?)'],
    ['fro x', 'unknown instruction: fro (did you mean from?)'],
    ['XYZZY x', 'unknown instruction: XYZZY'],
    ['FROM x AS 1', 'invalid name for build stage: "1", name can\'t start with a number or contain symbols'],
    ['FROM x y', 'FROM requires either one or three arguments'],
  ])('%s', (line, message) => {
    expect(() => readDockerfile(`FROM x\n${line}\n`)).toThrow(
      expect.objectContaining({ message: wrong(message), range: { start: 2, end: 2 } }),
    )
  })

  it('needs a stage first', () => {
    expect(() => readDockerfile('ARG A\nRUN x\n')).toThrow(
      expect.objectContaining({ message: 'no build stage in current context', range: { start: 2, end: 2 } }),
    )
  })
})
