import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { decode, encode } from '../engine/base/text.ts'
import type { Job, World } from '../engine/world.ts'
import { runToEnd } from './drive.ts'

/** One step of a recording, without its answers. */
interface Step {
  readonly kind: 'setup' | 'bind' | 'step'
  readonly cmd?: string
  readonly argv?: readonly string[]
  readonly name?: string
  readonly stdin?: string
  readonly tty?: boolean
  readonly cols?: number
  readonly input?: readonly string[]
}
interface Scenario {
  /** What the recording is about; some were made on another machine. */
  readonly area?: string
  readonly env?: Readonly<Record<string, string>>
  readonly buildx_plugin?: boolean
  readonly steps: readonly Step[]
}

/** A module that makes the recordings' worlds. */
interface Profile {
  labOf(area?: string): {
    readonly home: string
    /** Variables of every step. */
    readonly environment: Readonly<Record<string, string>>
    open(options: { buildxPlugin: boolean }): World
  }
}

const DEFAULT_PROFILE = new URL('../../test/oracle/profile/world.ts', import.meta.url)
const ROWS = 30

/** `strata replay`: plays a scenario read from standard input, prints one JSON object a line for each step. */
export async function replay(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { profile: { type: 'string' } } })
  const module = values.profile === undefined ? DEFAULT_PROFILE : pathToFileURL(values.profile)
  const profile = (await import(module.href)) as Profile
  const scenario = JSON.parse(readFileSync(0, 'utf8')) as Scenario
  const lab = profile.labOf(scenario.area)
  const world = lab.open({ buildxPlugin: scenario.buildx_plugin ?? false })
  const bound = new Map<string, string>()
  for (const step of scenario.steps) {
    const env = new Map(Object.entries({ ...lab.environment, ...scenario.env }))
    const answer = await play(world, step, bound, env, lab.home)
    if (step.kind === 'bind' && step.name !== undefined) bound.set(step.name, (answer.stdout ?? '').trim())
    console.log(JSON.stringify(answer))
  }
  return 0
}

async function play(
  world: World,
  step: Step,
  bound: ReadonlyMap<string, string>,
  env: Map<string, string>,
  cwd: string,
) {
  const fill = (text: string): string =>
    text.replace(/%(\w+)%/g, (all, name: string) => bound.get(name) ?? all)
  const command = step.argv?.map(fill) ?? ['bash', '-c', fill(step.cmd ?? '')]
  if (step.tty) env.set('TERM', 'xterm')
  const job = world.start({
    argv: command,
    env,
    cwd,
    ...(step.stdin !== undefined && { stdin: encode(step.stdin) }),
    ...(step.tty && { terminal: { columns: step.cols ?? 100, rows: ROWS } }),
  })
  const lines = [...(step.input ?? [])]
  const ended = await runToEnd(world, job, () => typeNext(job, lines))
  const exit = ended ? job.exitCode! : null
  job.close()
  return step.tty
    ? { output: decode(job.stdout), exit }
    : { stdout: decode(job.stdout), stderr: decode(job.stderr), exit }
}

/** Types the next line when the terminal has fallen quiet. */
function typeNext(job: Job, lines: string[]): boolean {
  const line = lines.shift()
  if (line === undefined) return false
  job.input(encode(/[\x00-\x1f]$/.test(line) ? line : `${line}\r`))
  return true
}
