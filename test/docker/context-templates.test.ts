import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runDocker } from './fake-process.ts'
import { Templates } from './template-lines.ts'

/** What the real client made of random templates over its default context. */
const recorded = JSON.parse(
  readFileSync(new URL('fixtures/context-templates.json', import.meta.url), 'utf8'),
) as [template: string, stdout: string, stderr: string, exit: number][]

test.each(recorded.map((row, i) => [i, ...row] as const))(
  '%i: %j',
  async (_, template, stdout, stderr, exit) => {
    const ours = await runDocker(['context', 'inspect', '-f', template])
    expect({ stdout: ours.stdout, stderr: ours.stderr, exit: ours.exit }).toEqual({ stdout, stderr, exit })
  },
)

test('random templates end, in words of Go', async () => {
  const templates = new Templates(Number(process.env.STRATA_SEED ?? 99))
  for (let i = 0; i < Number(process.env.STRATA_FUZZ ?? 500); i++) {
    const template = templates.template()
    const { stderr, exit } = await runDocker(['context', 'inspect', '-f', template])
    expect([0, 1, 64], template).toContain(exit)
    if (exit !== 0) expect(stderr, template).toMatch(/^template parsing error: template: :\d+:/)
  }
}, 600_000)
