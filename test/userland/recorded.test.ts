import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCases } from './support/cases.ts'
import { createMachine, type Outcome } from './support/machine.ts'

const here = import.meta.dirname
interface Recorded extends Outcome {
  readonly line: string
}

/** UTF-8 quotation marks are those of a locale that the simulated host does not have. */
const ascii = (text: string): string => text.replace(/\xe2\x80[\x98\x99]/g, "'")
const sorted = (text: string): string => text.split('\n').sort().join('\n')

for (const file of readdirSync(join(here, 'cases'))) {
  const cases = parseCases(readFileSync(join(here, 'cases', file), 'utf8'))
  const fixture = join(here, 'fixtures', file.replace('.txt', '.json'))
  const records = new Map((JSON.parse(readFileSync(fixture, 'utf8')) as Recorded[]).map((r) => [r.line, r]))
  describe(file.replace('.txt', ''), () => {
    it.each(cases)('$line', async ({ line, anyOrder, commands, stdin }) => {
      const record = records.get(line)!
      const machine = createMachine()
      let stdout = ''
      let stderr = ''
      let exit = 0
      for (const argv of commands) {
        const outcome = await machine.run(argv, stdin)
        stdout += outcome.stdout
        stderr += outcome.stderr
        exit = outcome.exit
      }
      const order = anyOrder ? sorted : (text: string) => text
      expect({ stdout: order(stdout), stderr: ascii(stderr), exit }).toEqual({
        stdout: order(record.stdout),
        stderr: ascii(record.stderr),
        exit: record.exit,
      })
    })
  })
}
