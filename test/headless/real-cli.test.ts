import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import type { World } from '../../src/engine/world.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { Screen } from '../../src/headless/screen.ts'
import { EngineServer } from '../../src/headless/serve/server.ts'
import { labOf } from '../oracle/profile/world.ts'

/**
 * The real docker client against the served daemon, and our client against the same daemon in process: the same
 * command lines must give the same bytes and exit codes. Skipped where that client is not installed.
 */
interface Step {
  readonly kind: 'setup' | 'bind' | 'step'
  readonly cmd: string
  readonly name?: string
  readonly stdin?: string
  readonly tty?: boolean
  readonly cols?: number
  readonly input?: readonly string[]
}
interface Answer {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

const VERSION = '28.2.2'
const scenarios = JSON.parse(
  readFileSync(new URL('fixtures/image-commands.json', import.meta.url), 'utf8'),
) as Record<string, { env: Record<string, string>; steps: Step[] }>

function installed(): boolean {
  try {
    return execFileSync('docker', ['--version'], { encoding: 'utf8' }).includes(`version ${VERSION},`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
const here = installed()
if (!here) console.warn(`no docker client ${VERSION} is installed: its answers are not compared`)

/** Steps that are not compared, and why. */
const APART: readonly (readonly [command: RegExp, why: string])[] = [
  [/\bcurl\b/, 'the simulated registry listens inside the simulated host alone'],
  [/^docker manifest\b/, 'the client asks the registry itself, which is not there for the real one'],
  [/^docker context ls/, 'the two go to the daemon by different ways'],
  [/^docker events\b.*(since|until)/, 'the real client counts from the real clock'],
]
const NOT_SIMULATED = /not simulated by Strata|Strata does not simulate it/

const lab = labOf()
const COLUMNS = 100
const ROWS = 30

/** One of the two sides: it keeps what steps of kind `bind` gave. */
class Side {
  private readonly bound = new Map<string, string>()
  private readonly answer: (step: Step, command: string) => Promise<Answer>
  constructor(answer: (step: Step, command: string) => Promise<Answer>) {
    this.answer = answer
  }
  async play(step: Step): Promise<Answer> {
    const command = step.cmd.replace(/%(\w+)%/g, (all, name: string) => this.bound.get(name) ?? all)
    const answer = await this.answer(step, command)
    if (step.kind === 'bind' && step.name) this.bound.set(step.name, answer.stdout.trim())
    return answer
  }
}

/** The real client lists the repositories of an image in no fixed order. */
const UNORDERED = /^docker (images|image ls)\b/

/** What the real client prints in no fixed order, in one order: rows of images, the names of runtimes. */
const inOrder = (command: string, text: string): string =>
  (UNORDERED.test(command) ? text.split('\n').sort().join('\n') : text).replace(
    /^( Runtimes: )(.*)$/m,
    (_, title: string, names: string) => title + names.split(' ').sort().join(' '),
  )

/** Ages of what was made within a scenario: one side lives by the real clock. They move columns. */
const withoutAges = ({ stdout, stderr, exit }: Answer): Answer => ({
  stdout: stdout
    .replace(/(Less than a second|About a minute|\d+ (seconds?|minutes?)) ago/g, 'AGE')
    .replace(/ {2,}/g, '  '),
  stderr,
  exit,
})

const ID = /\b([0-9a-f]{64}|[0-9a-f]{12})\b/g

/** IDs of images that were made within a scenario hold the time: what the other side does not tell of is one like another. */
const withoutIds = (answer: Answer, other: Answer): Answer => {
  const text = other.stdout + other.stderr
  const masked = (own: string): string =>
    own.replace(ID, (id) => (text.includes(id) ? id : 'ID'.padEnd(id.length)))
  return { ...answer, stdout: masked(answer.stdout), stderr: masked(answer.stderr) }
}

/** What a terminal shows at the end. */
function shown(bytes: Uint8Array): string {
  const screen = new Screen()
  screen.write(bytes)
  return screen.text(0, screen.cursorRow + 1).join('\n')
}

/** Our client, in process. */
const ours = (world: World, env: Readonly<Record<string, string>>): Side =>
  new Side(async (step, command) => {
    const variables = { ...lab.environment, ...env, ...(step.tty && { TERM: 'xterm' }) }
    const job = world.start({
      argv: ['bash', '-c', command],
      env: new Map(Object.entries(variables)),
      cwd: lab.home,
      ...(step.stdin !== undefined && { stdin: encode(step.stdin) }),
      ...(step.tty && { terminal: { columns: step.cols ?? COLUMNS, rows: ROWS } }),
    })
    const lines = [...(step.input ?? [])]
    await runToEnd(world, job, () => {
      const line = lines.shift()
      if (line !== undefined) job.input(encode(/[\x00-\x1f]$/.test(line) ? line : `${line}\r`))
      return line !== undefined
    })
    const exit = job.exitCode ?? -1
    job.close()
    return step.tty
      ? { stdout: shown(job.stdout), stderr: '', exit }
      : { stdout: decode(job.stdout), stderr: decode(job.stderr), exit }
  })

/** The real client against the served daemon, in a home of its own. */
const real = (host: string, home: string, env: Readonly<Record<string, string>>): Side =>
  new Side((step, command) => {
    const variables = {
      ...lab.environment,
      PATH: process.env.PATH ?? '',
      HOME: home,
      DOCKER_HOST: host,
      ...env,
      ...(step.tty && { TERM: 'xterm' }),
    }
    const inner = `cd ${home}; ${command}`
    const line = step.tty ? `stty cols ${step.cols ?? COLUMNS} rows ${ROWS}; ${inner}` : inner
    const argv = step.tty
      ? ['script', '-qec', `bash -c '${line.replaceAll("'", `'\\''`)}'`, '/dev/null']
      : ['bash', '-c', line]
    return run({ argv, env: variables, ...step }, (out, err, exit) => ({
      stdout: (step.tty ? shown(out) : decode(out)).replaceAll(home, lab.home),
      stderr: decode(err).replaceAll(home, lab.home),
      exit,
    }))
  })

/** How long a terminal is silent before the next line is typed, in milliseconds. */
const QUIET = 400

interface Call extends Pick<Step, 'tty' | 'stdin' | 'input'> {
  readonly argv: readonly string[]
  readonly env: Record<string, string>
}

function run(
  { argv: [file, ...argv], env, tty, stdin, input = [] }: Call,
  done: (out: Uint8Array, err: Uint8Array, exit: number) => Answer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(file!, argv, { env, stdio: 'pipe' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    const lines = [...input]
    let quiet: NodeJS.Timeout | undefined
    const listen = (): void => {
      clearTimeout(quiet)
      const line = lines[0]
      if (line === undefined) return
      quiet = setTimeout(() => {
        lines.shift()
        child.stdin.write(/[\x00-\x1f]$/.test(line) ? line : `${line}\r`)
        listen()
      }, QUIET)
    }
    child.stdout.on('data', (bytes: Buffer) => {
      out.push(bytes)
      listen()
    })
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes))
    child.on('error', reject)
    // A command that reads nothing may be gone before its input comes.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error)
    })
    child.on('close', (code) => {
      clearTimeout(quiet)
      resolve(done(Buffer.concat(out), Buffer.concat(err), code ?? -1))
    })
    if (!tty) child.stdin.end(stdin ?? '')
  })
}

describe.skipIf(!here).each(Object.entries(scenarios))('%s', (_scenario, { env, steps }) => {
  /** Both worlds start now: the real client tells ages by the real clock. */
  const clock = BigInt(Date.now()) * 1_000_000n
  const open = (): World => lab.open({ buildxPlugin: false, clock })
  const home = mkdtempSync(join(tmpdir(), 'real-cli-'))
  const bugs: unknown[] = []
  const server = new EngineServer(open(), { pace: 'instant', onBug: (error) => bugs.push(error) })
  const inProcess = ours(open(), env)
  let served: Side

  beforeAll(async () => {
    served = real(`tcp://127.0.0.1:${await server.listen(0, '127.0.0.1')}`, home, env)
  })
  afterAll(async () => {
    await server.close()
    rmSync(home, { recursive: true })
    expect(bugs).toEqual([])
  })

  it.each(steps.map((step, index) => [index, step.cmd, step] as const))(
    '%i: %s',
    async (_index, _command, step) => {
      const mine = await inProcess.play(step)
      const theirs = await served.play(step)
      if (NOT_SIMULATED.test(mine.stderr + mine.stdout) || APART.some(([command]) => command.test(step.cmd)))
        return
      if (isDeepStrictEqual(mine, theirs)) return
      const alike = [withoutIds(mine, theirs), withoutIds(theirs, mine)]
      const [a, b] = alike.map(withoutAges).map((answer) => ({
        ...answer,
        stdout: inOrder(step.cmd, answer.stdout),
      }))
      expect(b).toEqual(a)
    },
  )
})
