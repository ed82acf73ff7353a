import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../support/host.ts'

interface Step {
  readonly cmd: string
  readonly stdout: string
}

/** Commands and what iptables-save said after them, recorded from Docker 28.5.2. */
const steps: readonly Step[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/firewall.json'), 'utf8'),
)

/** Rules, each with its table; bridges by the order in which they are named first. A table that is empty says nothing. */
function rulesIn(text: string): string[] {
  const bridges: string[] = []
  let table = ''
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('*')) table = line
    if (!/^(-A|:)/.test(line) || (table === '*raw' && line.startsWith(':'))) return []
    const masked = line.replace(/br-[0-9a-f]{12}/g, (name) => {
      if (!bridges.includes(name)) bridges.push(name)
      return `br-${bridges.indexOf(name)}`
    })
    return [`${table} ${masked.replace(/\[\d+:\d+\]/, '')}`]
  })
}

describe('the daemon writes the rules that Docker does', async () => {
  const host = openSmallHost()
  await host.ok('docker pull -q busybox')
  const answers: string[] = []
  for (const { cmd } of steps) answers.push((await host.sh(cmd)).stdout)
  const shown = steps.flatMap(({ cmd, stdout }, i) => {
    const before = steps.slice(0, i).findLast((step) => step.cmd.startsWith('docker'))?.cmd ?? 'the start'
    return /^docker (run|rm|network|stop)/.test(cmd) ? [] : [[cmd, before, stdout, answers[i]!] as const]
  })
  it.each(shown)('%s after %s', (cmd, _before, recorded, answer) => {
    if (cmd.endsWith('-save')) expect(rulesIn(answer)).toEqual(rulesIn(recorded))
    else expect(answer).toBe(recorded)
  })
})
