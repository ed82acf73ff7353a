import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { World } from '../../../src/engine/world.ts'
import { runToEnd } from '../../../src/headless/drive.ts'
import { Screen } from '../../../src/headless/screen.ts'
import { labOf } from '../../oracle/profile/world.ts'
import type { Answer } from './alike.ts'
import type { Step } from './scenarios.ts'
import type { ServedHost } from './served-host.ts'

export const lab = labOf()
const COLUMNS = 100
const ROWS = 30
/** Folder of tools in the real client's home. */
export const TOOLS = '.tools'

/** One of the two sides: it keeps what steps of kind `bind` gave. */
export class Side {
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

/** What a terminal shows at the end. */
function shown(bytes: Uint8Array): string {
  const screen = new Screen()
  screen.write(bytes)
  return screen.text(0, screen.cursorRow + 1).join('\n')
}

/** Our client, in process. */
export const ours = (world: World, env: Readonly<Record<string, string>>): Side =>
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

/** What looks at the machine of the daemon. */
const OF_HOST = /\/var\/lib\/docker|^mount\b/
const INNER = /\$\((docker [^()]*)\)/g
const CLIENT = /\bdocker [a-z]/

/** The real client against the served daemon, in a home of its own. */
export function real(host: ServedHost, home: string, env: Readonly<Record<string, string>>): Side {
  const variables = {
    ...lab.environment,
    PATH: `${join(home, TOOLS)}:${process.env.PATH}`,
    HOME: home,
    DOCKER_HOST: host.address,
    ...env,
  }
  const play = (step: Omit<Step, 'kind'>, command: string): Promise<Answer> => {
    const inner = `cd ${home}; ${command}`
    const line = step.tty ? `stty cols ${step.cols ?? COLUMNS} rows ${ROWS}; ${inner}` : inner
    const argv = step.tty
      ? ['script', '-qec', `bash -c '${line.replaceAll("'", `'\\''`)}'`, '/dev/null']
      : ['bash', '-c', line]
    const own = { ...variables, ...(step.tty && { TERM: 'xterm' }) }
    return run({ argv, env: own, ...step }, (out, err, exit) => ({
      stdout: (step.tty ? shown(out) : decode(out)).replaceAll(home, lab.home),
      stderr: decode(err).replaceAll(home, lab.home),
      exit,
    }))
  }
  /** `$(docker …)` within a command line that is otherwise none of the client's. */
  const filledIn = async (command: string): Promise<string> => {
    let asked = command
    if (CLIENT.test(command.replace(INNER, ''))) return command
    for (const [part, inner] of command.matchAll(INNER))
      asked = asked.replace(part, (await play({ cmd: inner! }, inner!)).stdout.trim().replaceAll('\n', ' '))
    return asked
  }
  const answer = async (step: Step, command: string): Promise<Answer> => {
    const asked = await filledIn(command)
    return OF_HOST.test(asked) && !CLIENT.test(asked)
      ? host.run(asked, { env: { ...lab.environment, ...env }, stdin: step.stdin })
      : play(step, command)
  }
  return new Side(async (step, command) => {
    const parts = OF_HOST.test(command) ? command.split('; ') : [command]
    if (!parts.some((part) => CLIENT.test(part))) return answer(step, command)
    const answers = []
    for (const part of parts) answers.push(await answer(step, part))
    return {
      stdout: answers.map(({ stdout }) => stdout).join(''),
      stderr: answers.map(({ stderr }) => stderr).join(''),
      exit: answers.at(-1)!.exit,
    }
  })
}

/** How long a terminal is silent before the next line is typed, in milliseconds. */
const QUIET = 400
/** How long a command line may take, in milliseconds. */
const PATIENCE = 8000

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
    const listen = (after = QUIET): void => {
      clearTimeout(quiet)
      const line = lines[0]
      if (line === undefined) return
      quiet = setTimeout(() => {
        lines.shift()
        child.stdin.write(/[\x00-\x1f]$/.test(line) ? line : `${line}\r`)
        listen()
      }, after)
    }
    listen(2 * QUIET)
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
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    child.on('close', (code) => {
      clearTimeout(quiet)
      clearTimeout(patience)
      resolve(done(Buffer.concat(out), Buffer.concat(err), code ?? -1))
    })
    if (!tty) child.stdin.end(stdin ?? '')
  })
}
