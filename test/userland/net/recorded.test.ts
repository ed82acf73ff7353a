import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../../daemon/support/host.ts'
import { parseScripts } from './scripts.mjs'

const here = import.meta.dirname
const scripts = parseScripts(readFileSync(join(here, 'cases.txt'), 'utf8')) as string[][]
const records = JSON.parse(readFileSync(join(here, 'fixtures', 'cases.json'), 'utf8')) as string[][]

/** Hardware addresses made by chance, and what is made of them; counters; modes that a kernel has or has not. */
function masked(text: string): string {
  return text
    .replace(/\b(?!00:00:00|ff:ff:ff|02:00:00:00)([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, 'MAC')
    .replace(/\bfe80::[0-9a-f:]+/g, 'LINKLOCAL')
    .replace(/^(.*(RX|TX).*\n) +[\d ]+$/gm, '$1 N')
    .replace(/(RX|TX) packets .*/g, '$1 N')
}

describe('a network namespace as the real programs show and change it', () => {
  const host = openSmallHost()
  it.each(scripts.map((lines, i) => ({ name: lines[0]!, lines, record: records[i]! })))(
    'script that begins with $name',
    async ({ lines, record }) => {
      const script = lines.map((line) => `{ ${line}\n} 2>&1; printf '\\0'`).join('\n')
      const { stdout } = await host.run(['unshare', '-nm', 'bash', '-c', script])
      const ours = stdout.split('\0').slice(0, -1)
      const shown = (answers: readonly string[]): string[] =>
        lines.map((line, i) => `$ ${line}\n${masked(answers[i] ?? '')}`)
      expect(shown(ours)).toEqual(shown(record))
    },
  )
})
