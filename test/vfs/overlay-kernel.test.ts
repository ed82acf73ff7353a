import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { getuid } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { mountAsDocker, mountByHand, replay } from './overlay-kernel/replay.ts'
import { type Answer, type Scenario, scenarioOf } from './overlay-kernel/scenario.ts'

/** Lines of a scenario and what the kernel's overlayfs (Linux 6.18, ext4) answered: seeds 1 to 2000, by record.py. */
const RECORDING = new URL('./overlay-kernel/recording.jsonl.gz', import.meta.url)
/** How many fresh scenarios are played on the kernel of this machine, and from which seed on. */
const FRESH = Number(process.env.STRATA_OVERLAY ?? 0)
const SEED = Number(process.env.STRATA_OVERLAY_SEED ?? 1_000_000)
const BATCH = 500

async function same(scenario: Scenario, answer: Answer, seed: number): Promise<void> {
  for (const mount of [mountAsDocker, mountByHand]) {
    const ours = await replay(scenario, mount)
    if (isDeepStrictEqual(ours, answer)) continue
    // Steps first: what comes after a wrong one is of no interest.
    const steps = (results: readonly unknown[]) => scenario.ops.map((op, i) => [op, results[i]])
    expect({ seed, steps: steps(ours.results) }).toEqual({ seed, steps: steps(answer.results) })
    expect({ seed, ...ours }).toEqual({ seed, ...answer })
  }
}

test('recorded: 2000 random sequences over random stacks, as the kernel does them', async () => {
  const lines = gunzipSync(readFileSync(RECORDING)).toString().trimEnd().split('\n')
  expect(lines.length).toBe(2000)
  for (const [i, line] of lines.entries()) {
    const [scenario, answer] = JSON.parse(line) as [Scenario, Answer]
    await same(scenario, answer, i + 1)
  }
}, 120_000)

const canMount = process.platform === 'linux' && getuid?.() === 0

test.skipIf(FRESH === 0 || !canMount)(
  `fresh: STRATA_OVERLAY=${FRESH} sequences on the kernel of this machine (needs root)`,
  async () => {
    const record = new URL('./overlay-kernel/record.py', import.meta.url).pathname
    for (let start = SEED; start < SEED + FRESH; start += BATCH) {
      const seeds = Array.from({ length: Math.min(BATCH, SEED + FRESH - start) }, (_, i) => start + i)
      const scenarios = seeds.map(scenarioOf)
      const { stdout, stderr, status } = spawnSync('python3', [record], {
        input: scenarios.map((scenario) => `${JSON.stringify(scenario)}\n`).join(''),
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      })
      expect([status, stderr]).toEqual([0, ''])
      const answers = stdout.trimEnd().split('\n')
      expect(answers.length).toBe(seeds.length)
      for (const [i, seed] of seeds.entries())
        await same(scenarios[i]!, JSON.parse(answers[i]!) as Answer, seed)
    }
  },
  3_600_000,
)
