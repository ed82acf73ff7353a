import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { IdMap, masked } from './compare.ts'
import { labOf } from './profile/world.ts'

interface Step {
  readonly kind: 'setup' | 'bind' | 'step'
  readonly cmd: string
  /** The command with `%name%` for what a step of kind `bind` gave. */
  readonly tmpl?: string
  readonly name?: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}
interface Recording {
  readonly scenario: string
  readonly env?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

const FIXTURES = new URL('fixtures/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'))
const recordings = readdirSync(new URL('recordings/', FIXTURES)).map(
  (file) => read(`recordings/${file}`) as Recording,
)
const unstable = read('unstable.json') as { scenario: string; step: number; how: 'set' | 'differs' }[]

/** Steps that differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'pull-basic 12': 'the real daemon lost a line of progress in a race',
  'push-basic 17': 'the real registry lists tags in the order of its disk’s directories',
}

const lab = labOf()

describe.each(recordings)('$scenario', ({ scenario, env = {}, steps }) => {
  const world = lab.open({ buildxPlugin: true })
  const ids = new IdMap()
  const bound = new Map<string, string>()

  it.each(steps.map((step, index) => [step.cmd, index, step] as const))(
    '%s (step %i)',
    async (_, index, step) => {
      const command = (step.tmpl ?? step.cmd).replace(
        /%(\w+)%/g,
        (all, name: string) => bound.get(name) ?? all,
      )
      const job = world.start({
        argv: ['bash', '-c', command],
        env: new Map(Object.entries({ ...lab.environment, ...env })),
        cwd: lab.home,
      })
      expect(await runToEnd(world, job)).toBe(true)
      if (step.kind === 'bind' && step.name) bound.set(step.name, decode(job.stdout).trim())
      const how = unstable.find((one) => one.scenario === scenario && one.step === index)?.how
      if (step.kind !== 'step' || how === 'differs') return
      const real = `${step.stdout}\n2> ${step.stderr}[exit ${step.exit}]`
      const ours = `${decode(job.stdout)}\n2> ${decode(job.stderr)}[exit ${job.exitCode}]`
      const [wanted, printed] = masked(real, ours).map((text) =>
        how === 'set' ? text.split('\n').sort().join('\n') : text,
      )
      if (DIFFERENT[`${scenario} ${index}`]) expect(printed).not.toBe(wanted)
      else {
        expect(printed).toBe(wanted)
        if (how !== 'set') expect(ids.conflict(real, ours)).toBeUndefined()
      }
    },
  )
})
