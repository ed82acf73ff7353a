import { describe, expect, it } from 'vitest'
import { envOf, expandWord, lexWord } from '../../../src/engine/daemon/dockerfile/lex.ts'

const ENV = ['A=one', 'EMPTY=', 'PATHS=a/b/c.tar.gz', 'STAR=x*y']
const words = {
  $A: 'one',
  'x${A}y': 'xoney',
  '"$A b"': 'one b',
  "'$A'": '$A',
  '\\$A': '$A',
  '${NOPE:-d}': 'd',
  '${EMPTY:-d}': 'd',
  '${EMPTY-d}': '',
  '${A:+set}': 'set',
  '${NOPE+set}': '',
  '${NOPE:-$A}': 'one',
  '${PATHS#*/}': 'b/c.tar.gz',
  '${PATHS##*/}': 'c.tar.gz',
  '${PATHS%.*}': 'a/b/c.tar',
  '${PATHS%%.*}': 'a/b/c',
  '${PATHS/b/x}': 'a/x/c.tar.gz',
  '${PATHS//[a]/x}': 'a/b/c.tar.gz',
  '${PATHS//a/x}': 'x/b/c.txr.gz',
  '${STAR%\\*y}': 'x',
  $: '$',
  'a<<b': 'a<<b',
}
const refused = {
  '${A': 'failed to process "${A": unsupported modifier (\uFFFD) in substitution',
  '${}': 'failed to process "${}": syntax error: bad substitution',
  '${NOPE:?gone}': 'failed to process "${NOPE:?gone}": NOPE: gone',
  '${NOPE?}': 'failed to process "${NOPE?}": NOPE: is not allowed to be unset',
  '${EMPTY:?}': 'failed to process "${EMPTY:?}": EMPTY: is not allowed to be empty',
  '${A:#x}': 'failed to process "${A:#x}": unsupported modifier (:#) in substitution',
  '${A!x}': 'failed to process "${A!x}": unsupported modifier (!) in substitution',
  "'x": 'failed to process "\'x": unexpected end of statement while looking for matching single-quote',
}

describe('words of a Dockerfile', () => {
  it.each(Object.entries(words))('%s', (word, value) => {
    expect(expandWord(word, ENV)).toBe(value)
  })

  it.each(Object.entries(refused))('refuses %s', (word, message) => {
    expect(() => expandWord(word, ENV)).toThrow(expect.objectContaining({ code: 'invalid', message }))
  })

  it('tells which variables are set and which are not', () => {
    const { matched, unmatched } = lexWord('$A-$B-${C:-x}', envOf(ENV))
    expect([...matched]).toEqual(['A'])
    expect([...unmatched]).toEqual(['B', 'C'])
  })

  it('takes another escape character', () => {
    expect(expandWord('`$A\\$A', ENV, '`')).toBe('$A\\one')
  })

  it('keeps quotes and variables that are not set, where a step is to be shown', () => {
    expect(lexWord('RUN "$A" $B', envOf(ENV), '\\', { rawQuotes: true, skipUnset: true }).result).toBe(
      'RUN "one" $B',
    )
  })
})
