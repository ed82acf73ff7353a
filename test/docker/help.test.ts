import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runDocker } from './fake-process.ts'

type Recorded = string | { stdout: string; stderr: string; exit: number }
const help: Record<string, Recorded> = JSON.parse(
  readFileSync(new URL('../oracle/help.json', import.meta.url), 'utf8'),
)

test.each(Object.entries(help))('%s --help', async (command, recorded) => {
  const { stdout, stderr, exit } = await runDocker([...command.split(' ').slice(1), '--help'])
  const expected = typeof recorded === 'string' ? { stdout: recorded, stderr: '', exit: 0 } : recorded
  expect({ stdout, stderr, exit }).toEqual({
    stdout: expected.stdout,
    stderr: expected.stderr,
    exit: expected.exit,
  })
})
