import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMachine, type Outcome } from '../support/machine.ts'

interface Recorded extends Outcome {
  readonly source: string
}
const records: Recorded[] = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'))
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
/** Where the recorded machine keeps its library is its own affair. */
const tidy = (text: string): string =>
  text.replace(/\(\/\S*\/lib\/python3\.11\/os\.py\)/, '(unknown location)')

describe('programs in Python, as Python 3.11 runs them', () => {
  it.each(records)('$source', async ({ source, stdout, stderr, exit }) => {
    const machine = createMachine()
    await machine.run(['tee', '/tmp/prog.py'], source)
    const answer = await machine.run(['env', '-C', '/tmp', 'python3', 'prog.py'])
    expect(answer).toEqual({ stdout: bytes(stdout), stderr: bytes(tidy(stderr)), exit })
  })
})
