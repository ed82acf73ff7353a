import { type Body, textBody } from '../../src/engine/base/body.ts'
import { EngineError, type Errno, FsError } from '../../src/engine/base/errors.ts'
import { NetworkError } from '../../src/engine/base/http.ts'
import { concatBytes, decode, encode } from '../../src/engine/base/text.ts'
import { docker } from '../../src/engine/docker/main.ts'
import type { Connection, Process } from '../../src/engine/kernel/process.ts'

export interface Request {
  readonly route: string
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
}
/** Answers requests by route; a plain value is wrapped as the API's `value` reply. */
export type FakeDaemon = Record<string, (request: Request) => unknown>

export interface Options {
  readonly env?: Record<string, string>
  readonly daemon?: FakeDaemon | Errno
  readonly files?: Record<string, string>
  readonly columns?: number
  readonly stdin?: string
  readonly now?: bigint
}
export interface Result {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  readonly requests: Request[]
  readonly files: Map<string, Body>
}

export const streamOf = <T>(...messages: T[]) => ({
  kind: 'stream' as const,
  next: async () => messages.shift(),
  close: () => {},
})

/** Runs the client alone, with a daemon of the test's making. */
export async function runDocker(argv: readonly string[], options: Options = {}): Promise<Result> {
  const output = { 1: [] as Uint8Array[], 2: [] as Uint8Array[] }
  const requests: Request[] = []
  const files = new Map<string, Body>(
    Object.entries(options.files ?? {}).map(([path, text]) => [path, textBody(text)]),
  )
  const daemon = options.daemon ?? 'ECONNREFUSED'
  const folders = ['/', '/tmp', '/tmp/home', '.']
  const statOf = (path: string): ReturnType<Process['stat']> => {
    const folder = folders.includes(path)
    return { size: folder ? 0 : need(path).size, mode: folder ? 0o40755 : 0o100644 } as ReturnType<
      Process['stat']
    >
  }
  const need = (path: string): Body => {
    const body = files.get(path)
    if (!body) throw new FsError('ENOENT')
    return body
  }
  const connection: Connection = {
    async call(message) {
      const request = message as Request
      requests.push(request)
      if (typeof daemon === 'string') throw new FsError(daemon)
      const route = daemon[request.route]
      if (!route) throw new EngineError('not-found', 'page not found')
      const reply = route(request)
      const kind = (reply as { kind?: string } | null)?.kind
      return kind === 'stream' || kind === 'hijack' ? reply : { kind: 'value', value: reply }
    },
  }
  let input: Uint8Array | undefined = encode(options.stdin ?? '')
  const parts: Partial<Process> = {
    argv: ['docker', ...argv],
    env: new Map(Object.entries({ HOME: '/tmp/home', ...options.env })),
    cwd: () => '/tmp/home',
    open: (path) => {
      statOf(path)
      return 3
    },
    write: async (fd, data) => {
      output[fd as 1 | 2].push(typeof data === 'string' ? encode(data) : data)
    },
    read: async () => {
      const all = input ?? new Uint8Array(0)
      input = undefined
      return all
    },
    isatty: () => options.columns !== undefined,
    windowSize: () => ({ columns: options.columns ?? 80, rows: 24 }),
    exists: (path) => files.has(path) || folders.includes(path),
    stat: statOf,
    lstat: statOf,
    realpath: (path) => (path === '.' ? '/tmp/home' : path),
    access: (path) => files.has(path),
    readFile: need,
    writeFile: (path, content) => {
      files.set(path, typeof content === 'string' ? textBody(content) : (content as Body))
    },
    now: () => options.now ?? 1_800_000_000_000_000_000n,
    onSignal: () => {},
    http: async ({ host }) => {
      throw new NetworkError('unknown-host', `lookup ${host} on 10.255.255.53:53: no such host`)
    },
    connect: () => {
      if (typeof daemon === 'string') throw new FsError(daemon)
      return connection
    },
  }
  const process = parts as Process
  const exit = await docker.run(process)
  return {
    stdout: decode(concatBytes(output[1])),
    stderr: decode(concatBytes(output[2])),
    exit,
    requests,
    files,
  }
}
