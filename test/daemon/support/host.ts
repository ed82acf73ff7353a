import { decode, encode } from '../../../src/engine/base/text.ts'
import { parseRfc3339 } from '../../../src/engine/base/time.ts'
import type { EngineApi, RequestOf, RouteKey } from '../../../src/engine/daemon/api.ts'
import type { MachineFacts } from '../../../src/engine/daemon/system/profile.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import type { World } from '../../../src/engine/world.ts'
import { runToEnd } from '../../../src/headless/drive.ts'
import { labRegistries } from '../../oracle/profile/lab-hub.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | undefined
}

/** A host whose commands are run to their end, one after the other. */
export class Host {
  readonly world: World
  constructor(world: World) {
    this.world = world
  }
  async run(argv: readonly string[], stdin?: string): Promise<Outcome> {
    const job = this.world.start({ argv, ...(stdin !== undefined && { stdin: encode(stdin) }) })
    await runToEnd(this.world, job)
    return { stdout: decode(job.stdout), stderr: decode(job.stderr), exit: job.exitCode }
  }
  /** A line for bash. */
  sh(script: string, stdin?: string): Promise<Outcome> {
    return this.run(['bash', '-c', script], stdin)
  }
  /** Output of a line that must succeed. */
  async ok(script: string): Promise<string> {
    const { stdout, stderr, exit } = await this.sh(script)
    if (exit !== 0) throw new Error(`${script}: exit ${exit}\n${stdout}${stderr}`)
    return stdout
  }
  /** A value of the Engine API, asked by the host's own root. */
  async api<K extends RouteKey>(route: K, request: Partial<RequestOf<K>> = {}): Promise<ValueOf<K>> {
    const { admin } = this.world
    let outcome: { value: ValueOf<K> } | { error: unknown } | undefined
    admin.fork(async (p) => {
      try {
        const reply = await p.connect('/run/docker.sock').call({ route, ...request })
        outcome = { value: (reply as { value: ValueOf<K> }).value }
      } catch (error) {
        outcome = { error }
      }
      return 0
    })
    for (let i = 0; i < 100 && outcome === undefined; i++) {
      const pumped = await this.world.pump(100_000)
      if (outcome === undefined && pumped.kind === 'paused') this.world.advance()
    }
    if (outcome === undefined) throw new Error(`${route} never answered`)
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }
}
type ValueOf<K extends RouteKey> = EngineApi[K]['reply'] extends { readonly kind: 'value'; value: infer V }
  ? V
  : never

/** The readers' host. */
export const openHost = (seed = 'test'): Host =>
  new Host(createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed })))

/** A host that reaches the hub of the recordings: busybox in two versions, alice's images. `machine`: what daemon and kernel know. */
export const openSmallHost = (machine?: MachineFacts): Host =>
  new Host(
    createWorld({
      host: { hostname: 'lab', home: '/root', ...(machine && { machine }) },
      registries: labRegistries(),
      clock: parseRfc3339('2026-11-22T01:43:17.5Z')!,
      seed: 'test',
    }),
  )
