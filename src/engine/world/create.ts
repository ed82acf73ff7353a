import type { Ports } from '../base/ports.ts'
import type { Instant } from '../base/time.ts'
import { viewOf } from '../kernel/record.ts'
import type { Registries } from '../registry/protocol.ts'
import type { Job, ViewQuery, World } from '../world.ts'
import { factsOf } from './facts.ts'
import type { HostProfile } from './host.ts'
import { HostLives } from './host-lives.ts'
import { differencesBetween, momentOf } from './moment.ts'
import { stateHash } from './state-hash.ts'
import { VersionedViews } from './versioned-views.ts'
import { explainView } from './views/layers.ts'

export interface WorldOptions {
  readonly host: HostProfile
  readonly registries: Registries
  /** When the world starts. */
  readonly clock: Instant
  /** Same seed, same IDs. */
  readonly seed: string
  /** Faster ways to do what the engine can do itself. */
  readonly ports?: Partial<Ports>
}

/** How one knows jobs whose host is gone, as ssh(1) ends then. */
const LOST = 255

/** A host with Docker on it, up and running, nobody logged in. */
export function createWorld(options: WorldOptions): World {
  const lives = new HostLives(options)
  const views = new VersionedViews()
  const disks = () => new Map([['', lives.latest.machine.disk]])
  return {
    pump: (maxSteps, enough) => lives.pump(maxSteps, enough),
    advance: () => lives.advance(),
    start(command): Job {
      const life = lives.latest
      const job = life.outside.start(command)
      return Object.create(job, {
        exitCode: { get: () => job.exitCode ?? (lives.runs && lives.latest === life ? undefined : LOST) },
      }) as Job
    },
    launch: (name, program) => lives.latest.outside.launch(name, program),
    get admin() {
      return lives.latest.outside.admin
    },
    onPage: (answer) => lives.onPage(answer),
    openTerminal: (size) => lives.connect(size),
    get steps() {
      return lives.steps
    },
    moment: () => {
      const { daemon, network, outside } = lives.latest
      return momentOf({ disk: disks(), daemon, network, shells: [...outside.shells], starts: lives.starts })
    },
    differences: differencesBetween,
    facts: () => {
      const { daemon, machine, outside } = lives.latest
      const { init } = machine
      return factsOf({ daemon, init, files: viewOf(init), shells: [...outside.shells] })
    },
    explain: (over, path) => explainView(lives.latest.daemon, over, path),
    stateHash: () => {
      const { kernel, daemon } = lives.latest
      return stateHash({ kernel, disk: disks(), daemon, more: lives.past })
    },
    views: ((query: ViewQuery) =>
      views.show(lives.latest.viewer.show(query), lives.latest.viewer)) as World['views'],
    observe: () => lives.observe(),
  }
}
