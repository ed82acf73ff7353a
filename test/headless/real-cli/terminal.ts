import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How long something may take that is to be seen on a terminal, in milliseconds. */
const PATIENCE = 15_000

/** A real pseudo-terminal with a command on it: what is typed, seen and resized by somebody who sits before it. */
export class Terminal {
  private readonly child: ChildProcessWithoutNullStreams
  private readonly name: string
  /** All that was shown. */
  shown = ''
  /** The command's exit code. */
  readonly ended: Promise<number>
  private readonly listeners = new Set<() => void>()
  private static count = 0

  constructor(command: string, home: string, env: Readonly<Record<string, string>>) {
    this.name = join(home, `.tty-${Terminal.count++}`)
    const line = `tty > ${this.name}; stty rows 30 cols 100; exec ${command}`
    this.child = spawn('script', ['-qec', `bash -c '${line.replaceAll("'", `'\\''`)}'`, '/dev/null'], {
      env: { ...env, TERM: 'xterm' },
      cwd: home,
    })
    this.child.stdout.on('data', (bytes: Buffer) => {
      this.shown += bytes.toString()
      for (const listener of this.listeners) listener()
    })
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve(code ?? -1)))
  }

  type(text: string): void {
    this.child.stdin.write(text)
  }

  /** Waits until `wanted` is shown, once more than before. Returns what was shown since the last that was waited for. */
  see(wanted: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const at = this.shown.indexOf(wanted, this.seen)
        if (at < 0) return
        const since = this.shown.slice(this.seen, at + wanted.length)
        this.seen = at + wanted.length
        settle(() => resolve(since))
      }
      const settle = (act: () => void): void => {
        clearTimeout(alarm)
        this.listeners.delete(look)
        act()
      }
      const alarm = setTimeout(
        () => settle(() => reject(new Error(`no ${wanted} in ${JSON.stringify(this.shown)}`))),
        PATIENCE,
      )
      this.listeners.add(look)
      look()
    })
  }
  private seen = 0

  /** Makes the terminal another size; who is in its foreground gets SIGWINCH. */
  resize(rows: number, columns: number): void {
    const device = readFileSync(this.name, 'utf8').trim()
    execFileSync('stty', ['-F', device, 'rows', String(rows), 'cols', String(columns)])
  }

  /** The terminal goes away, and who sits there with it. */
  kill(): void {
    this.child.kill('SIGKILL')
  }
}
