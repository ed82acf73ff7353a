import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runShell } from './support/run.ts'

interface Recorded {
  readonly script: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

const fixtures = join(import.meta.dirname, 'fixtures')

for (const file of readdirSync(fixtures).filter((name) => name.startsWith('bash-'))) {
  describe(file.replace(/\.json$/, ''), () => {
    const rows = JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as Recorded[]
    for (const { script, stdout, stderr, exit } of rows)
      test(script, async () => {
        expect(await runShell(script)).toEqual({ stdout, stderr, exit })
      })
  })
}
