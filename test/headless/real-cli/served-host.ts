import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { decode, encode } from '../../../src/engine/base/text.ts'
import type { World } from '../../../src/engine/world.ts'
import { EngineServer } from '../../../src/headless/serve/server.ts'
import type { Answer } from './alike.ts'

/** What a shell started before it sleeps needs some real time to begin, in milliseconds. */
const AWAKE = 150
/** How long a look at a host's job lets pass, in nanoseconds. */
const LOOK = 1e6

/**
 * The machine of the served daemon as the real client's shell reaches it: the client and the daemon believe to be on one
 * machine, but the daemon's is simulated. `sleep` lets its time pass; what looks below /var/lib/docker runs on it.
 */
export class ServedHost {
  readonly bugs: unknown[] = []
  private readonly world: World
  private readonly engine: EngineServer
  private readonly clock: Server
  /** Where the daemon listens, for DOCKER_HOST. */
  address = ''

  constructor(world: World) {
    this.world = world
    this.engine = new EngineServer(world, { pace: 'instant', onBug: (error) => this.bugs.push(error) })
    this.clock = createServer((socket) => {
      socket.once('data', (seconds) => {
        setTimeout(() => this.pass(Number(seconds.toString())).then(() => socket.end()), AWAKE)
      })
    })
  }

  /** Listens, and puts the tools that reach this host into the folder `tools`. */
  async open(tools: string): Promise<void> {
    mkdirSync(tools)
    // Over TCP the real client takes its detach keys for an error of the connection (Go wraps what copying tells).
    const socket = join(tools, 'docker.sock')
    await this.engine.listenAt(socket)
    this.address = `unix://${socket}`
    await new Promise<void>((resolve) => this.clock.listen(0, '127.0.0.1', resolve))
    const { port } = this.clock.address() as AddressInfo
    const sleep = join(tools, 'sleep')
    writeFileSync(sleep, `#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/${port}; echo "$1" >&3; cat <&3\n`)
    chmodSync(sleep, 0o755)
  }

  async close(): Promise<void> {
    await this.engine.close()
    await new Promise((resolve) => this.clock.close(resolve))
  }

  /** Lets simulated time pass. */
  pass(seconds: number): Promise<void> {
    return this.engine.driver.run('sleep', async (process) => {
      await process.sleep(seconds * 1e9)
    }).ended
  }

  /** Runs a command line on the host. */
  async run(
    command: string,
    { env, stdin }: { env: Readonly<Record<string, string>>; stdin?: string | undefined },
  ): Promise<Answer> {
    const job = this.world.start({
      argv: ['bash', '-c', command],
      env: new Map(Object.entries(env)),
      ...(stdin !== undefined && { stdin: encode(stdin) }),
    })
    await this.engine.driver.run('job', async (process) => {
      while (job.exitCode === undefined) await process.sleep(LOOK)
    }).ended
    return { stdout: decode(job.stdout), stderr: decode(job.stderr), exit: job.exitCode! }
  }
}
