import type { Ports } from '../base/ports.ts'
import { type Instant, SECOND } from '../base/time.ts'
import type { PowerAction } from '../kernel/platform.ts'
import { viewOf } from '../kernel/record.ts'
import type { Registries } from '../registry/protocol.ts'
import type { Job, PageAnswer, PageRequest, ViewQuery, World } from '../world.ts'
import { factsOf } from './facts.ts'
import type { HostProfile } from './host.ts'
import { HostLine } from './host-line.ts'
import { missingOn } from './left-disk.ts'
import { differencesBetween, momentOf } from './moment.ts'
import { type Left, type RunningHost, runHost } from './running-host.ts'
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

/** From the end of a kernel to the moment at which one can log in on the next, in ns. */
const DOWNTIME = 15 * SECOND
/** How one knows jobs whose host is gone, as ssh(1) ends then. */
const LOST = 255
const OFF = 'strata: the host is off. Press Enter to switch it on.'

/** A host with Docker on it, up and running, nobody logged in. */
export function createWorld(options: WorldOptions): World {
  const { host, clock, seed } = options
  const lines = new Set<HostLine>()
  let starts = 1
  let stepsBefore = 0
  /** `ending`: nobody can log in any more. `down`: it is about to start again. */
  let state: 'up' | 'ending' | 'down' | 'off' = 'up'
  let asked: PowerAction | undefined
  let answerPage: ((request: PageRequest) => PageAnswer) | undefined
  let observing = false
  const loseLines = (): void => {
    for (const line of lines) line.lose()
  }
  const begin = (boot: Instant, left?: Left): RunningHost =>
    runHost(options, {
      boot,
      seed: starts === 1 ? seed : `${seed} start ${starts}`,
      left,
      ending: (text) => {
        state = 'ending'
        for (const line of lines) line.tell(text)
        loseLines()
      },
      ended: (action) => {
        asked = action
      },
    })
  let run = begin(clock)
  let left: Left | undefined

  /** The kernel is no more. */
  const end = (action: PowerAction): void => {
    asked = undefined
    loseLines()
    left = run.leave()
    stepsBefore += run.kernel.scheduler.steps
    state = action === 'restart' ? 'down' : 'off'
    if (state === 'off') tellAll(OFF)
  }
  const tellAll = (text: string): void => {
    for (const line of lines) line.tellLost(text)
  }
  const startAgain = (): void => {
    stepsBefore++
    const missing = left && missingOn(left.disk)
    if (missing !== undefined) {
      state = 'off'
      tellAll(`strata: the host does not start any more: /${missing} is missing.`)
      return
    }
    starts++
    run = begin(run.kernel.now() + BigInt(DOWNTIME), left)
    state = 'up'
    if (answerPage) run.outside.onPage(answerPage)
    if (observing) run.viewer.observe()
    for (const line of lines) line.resume((size) => run.outside.openTerminal(size))
  }
  const runs = (): boolean => state === 'up' || state === 'ending'
  const views = new VersionedViews()
  const sources = () => {
    const { daemon, machine, network, outside } = run
    return { disk: new Map([['', machine.disk]]), daemon, network, shells: [...outside.shells] }
  }
  return {
    async pump(maxSteps, enough) {
      if (state === 'off') return { kind: 'idle' }
      if (state === 'down') return { kind: 'paused', delay: DOWNTIME }
      const { kernel } = run
      const done = await kernel.scheduler.run(maxSteps, () => asked !== undefined || enough?.() === true)
      if (asked !== undefined) {
        end(asked)
        return { kind: 'more' }
      }
      if (!done) return { kind: 'more' }
      const delay = kernel.scheduler.untilNext()
      const rests = delay === undefined || (state === 'up' && kernel.waitsForInput)
      return rests ? { kind: 'idle' } : { kind: 'paused', delay }
    },
    advance: () => (state === 'down' ? startAgain() : run.kernel.scheduler.advance()),
    start(command): Job {
      const { kernel, outside } = run
      const job = outside.start(command)
      return Object.create(job, {
        exitCode: { get: () => job.exitCode ?? (runs() && run.kernel === kernel ? undefined : LOST) },
      }) as Job
    },
    launch: (name, program) => run.outside.launch(name, program),
    get admin() {
      return run.outside.admin
    },
    onPage: (answer) => {
      answerPage = answer
      run.outside.onPage(answer)
    },
    openTerminal(size) {
      const line = new HostLine(
        {
          name: host.hostname,
          switchOn: () => {
            if (state === 'off') state = 'down'
          },
          closed: () => lines.delete(line),
        },
        size,
        runs() ? run.outside.openTerminal(size) : undefined,
      )
      lines.add(line)
      return line
    },
    get steps() {
      return stepsBefore + (runs() ? run.kernel.scheduler.steps : 0)
    },
    moment: () => momentOf({ ...sources(), starts }),
    differences: differencesBetween,
    facts: () => {
      const { daemon, machine, outside } = run
      const { init } = machine
      return factsOf({ daemon, init, files: viewOf(init), shells: [...outside.shells] })
    },
    explain: (over, path) => explainView(run.daemon, over, path),
    stateHash: () => {
      const { kernel, daemon } = run
      const more = starts > 1 || state !== 'up' ? [`${state} ${starts}`] : []
      return stateHash({ kernel, disk: sources().disk, daemon, more })
    },
    views: ((query: ViewQuery) => views.show(run.viewer.show(query), run.viewer)) as World['views'],
    observe: () => {
      observing = true
      run.viewer.observe()
    },
  }
}
