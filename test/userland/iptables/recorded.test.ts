import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../../daemon/support/host.ts'

interface Step {
  readonly cmd: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | undefined
}

/** Answers of iptables 1.8.9 (nf_tables), recorded in a network namespace of its own, in order. */
const steps: readonly Step[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/recorded.json'), 'utf8'),
)

/** The time in what iptables-save says. */
const timeless = (text: string): string => text.replace(/^(# .* on ).*$/gm, '$1TIME')

describe('iptables answers as it was recorded', async () => {
  const host = openSmallHost()
  let holder = 0
  host.world.launch('holder', async (p) => {
    p.unshare(['net'])
    holder = p.pid
    await p.sleep(1e15)
    return 0
  })
  await host.ok('true')
  const answers: Step[] = []
  for (const { cmd } of steps) {
    const answer = await host.run(['nsenter', '-t', String(holder), '-n', 'bash', '-c', cmd])
    answers.push({ cmd, ...answer })
  }
  it.each(steps.map((step, i) => [step.cmd, i] as const))('%s', (_cmd, i) => {
    const { stdout, stderr, exit } = answers[i]!
    expect({ stdout: timeless(stdout), stderr, exit }).toEqual({
      stdout: timeless(steps[i]!.stdout),
      stderr: steps[i]!.stderr,
      exit: steps[i]!.exit,
    })
  })
})
