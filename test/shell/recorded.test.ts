import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../src/engine/shell/dialect.ts'
import { runShell } from './support/run.ts'

interface Recorded {
  readonly script: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

const fixtures = join(import.meta.dirname, 'fixtures')

for (const file of readdirSync(fixtures).filter((name) => /^(?:bash|dash|ash)-/.test(name))) {
  const dialect = file.split('-')[0] as Dialect
  describe(file.replace(/\.json$/, ''), () => {
    const rows = JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as Recorded[]
    for (const { script, stdout, stderr, exit } of rows)
      test(script, async () => {
        expect(await runShell(script, { dialect })).toEqual({ stdout, stderr, exit })
      })
  })
}
