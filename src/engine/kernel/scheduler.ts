import type { Nanoseconds } from '../base/time.ts'

/**
 * One thread of control of a process. It runs from one dispatch to its next blocking kernel call; in between
 * nothing else of the world runs, so `Scheduler.running` is always the caller.
 */
export interface Task {
  readonly id: number
  /** Ended or killed: it is never resumed again. */
  dead: boolean
  /** Stopped (SIGSTOP): woken, it waits here until it is continued. */
  stopped: boolean
  /** Calls since the last dispatch. */
  slice: number
  /** Continues the task; set while it is parked and due. */
  resume: (() => void) | undefined
  /** Takes the task out of what it waits on; set while it is blocked. */
  cancel: (() => void) | undefined
  /** It waits in a call that a handled signal ends early (signal(7), "Interruption of system calls"). */
  interruptible: boolean
  /** Ends the wait with an error; set while it is blocked. */
  fail: ((error: unknown) => void) | undefined
}

interface Timer {
  readonly at: Nanoseconds
  readonly sequence: number
  readonly fire: () => void
}

/** Kernel calls a task may make before others get their turn. Fixed: the order of all things depends on it. */
const QUANTUM = 128
/** What one dispatch costs on the simulated clock. */
const DISPATCH: Nanoseconds = 2_000

/**
 * The run queue and the clock. Deterministic: tasks run in the order in which they became ready; timers fire in
 * order of (time, sequence). Nothing here knows of wall time.
 */
export class Scheduler {
  /** Simulated nanoseconds since the world started. */
  now: Nanoseconds = 0
  /** Dispatches and clock advances so far: the time stamp of what comes from outside. */
  steps = 0
  running: Task | undefined
  private ready: Task[] = []
  private head = 0
  private readonly timers: Timer[] = []
  private sequence = 0
  private parked: (() => void) | undefined
  private nextId = 1

  /** Starts a task that runs `body`. A rejected body is a bug: it is kept and thrown out of the pump. */
  start(body: () => Promise<void>): Task {
    const task: Task = {
      id: this.nextId++,
      dead: false,
      stopped: false,
      slice: 0,
      resume: undefined,
      cancel: undefined,
      interruptible: false,
      fail: undefined,
    }
    task.resume = () => {
      body().then(
        () => this.end(task),
        (error: unknown) => {
          this.failure ??= { error }
          this.end(task)
        },
      )
    }
    this.ready.push(task)
    return task
  }
  private failure: { error: unknown } | undefined

  /** Ends a task at once, whatever it waits for. The running one ends at its next kernel call. */
  kill(task: Task): void {
    if (task.dead) return
    task.dead = true
    task.cancel?.()
    task.cancel = undefined
    task.resume = undefined
  }

  /**
   * Blocks the running task. `register` gets the function that wakes it with a value and returns one that takes
   * the registration back.
   */
  block<T>(register: (wake: (value: T) => void) => () => void): Promise<T> {
    const task = this.current()
    if (task.dead) return this.never()
    return new Promise<T>((resolve, reject) => {
      let woken = false
      task.fail = (error) => {
        if (woken || task.dead) return
        woken = true
        task.cancel?.()
        task.cancel = undefined
        task.resume = () => reject(error)
        if (!task.stopped) this.ready.push(task)
      }
      const cancel = register((value) => {
        if (woken || task.dead) return
        woken = true
        task.cancel = undefined
        task.resume = () => resolve(value)
        if (!task.stopped) this.ready.push(task)
      })
      if (!woken) task.cancel = cancel
      this.park()
    })
  }

  /** Runs a call that a handled signal may end with an error. */
  async interruptible<T>(call: () => Promise<T>): Promise<T> {
    const task = this.current()
    task.interruptible = true
    try {
      return await call()
    } finally {
      task.interruptible = false
    }
  }

  /** Counts a call that did not block; gives the processor away when the task had its share or was stopped. */
  async tick(): Promise<void> {
    const task = this.current()
    if (task.dead) return this.never()
    if (++task.slice >= QUANTUM || task.stopped) await this.yield()
  }

  yield(): Promise<void> {
    return this.block<void>((wake) => {
      wake()
      return () => {}
    })
  }

  /** Sleeps; `interrupt` receives a function that ends the sleep early. */
  sleep(
    duration: Nanoseconds,
    onBlocked?: (interrupt: () => void) => void,
  ): Promise<'elapsed' | 'interrupted'> {
    return this.block<'elapsed' | 'interrupted'>((wake) => {
      const cancel = this.after(duration, () => wake('elapsed'))
      onBlocked?.(() => {
        cancel()
        wake('interrupted')
      })
      return cancel
    })
  }

  /** Calls `fire` after a simulated time; returns the function that cancels it. */
  after(duration: Nanoseconds, fire: () => void): () => void {
    const timer: Timer = {
      at: this.now + Math.max(0, duration),
      sequence: this.sequence++,
      fire,
    }
    this.timers.splice(this.placeOf(timer), 0, timer)
    return () => {
      const at = this.placeOf(timer)
      if (this.timers[at] === timer) this.timers.splice(at, 1)
    }
  }
  /** Where a timer is in the list, or belongs. */
  private placeOf(timer: Timer): number {
    let low = 0
    let high = this.timers.length
    while (low < high) {
      const mid = (low + high) >> 1
      if (before(timer, this.timers[mid]!)) low = mid + 1
      else high = mid
    }
    return low
  }

  /** Work that takes simulated time and no one waits for in life: only the clock moves. */
  charge(duration: Nanoseconds): void {
    this.now += duration
  }

  stop(task: Task): void {
    task.stopped = true
    this.ready = this.ready.slice(this.head).filter((other) => other !== task)
    this.head = 0
  }

  continue(task: Task): void {
    if (!task.stopped) return
    task.stopped = false
    if (task.resume && !task.dead) this.ready.push(task)
  }

  /**
   * Runs due timers and ready tasks, at most `maxSteps`, or until `enough` says so after a step. False when something is
   * left to do at once. Timers come first: somebody who never rests must not keep the others asleep.
   */
  async run(maxSteps: number, enough: () => boolean = () => false): Promise<boolean> {
    for (let left = maxSteps; ; ) {
      if (this.failure) {
        const { error } = this.failure
        this.failure = undefined
        throw error
      }
      if (this.fireDue()) continue
      const task = this.nextReady()
      if (!task) return true
      if (left-- <= 0) {
        this.ready.splice(this.head, 0, task)
        return false
      }
      await this.dispatch(task)
      if (enough()) left = 0
    }
  }

  /** Time until the next timer; undefined when there is none. */
  untilNext(): Nanoseconds | undefined {
    const next = this.timers.at(-1)
    return next && Math.max(0, next.at - this.now)
  }

  /** Moves the clock to the next timer. */
  advance(): void {
    const delay = this.untilNext()
    if (delay === undefined) return
    this.now += delay
    this.steps++
  }

  /** Lets what is on its way arrive before any task runs: the timers of the next `horizon`. */
  settle(horizon: Nanoseconds): void {
    const end = this.now + horizon
    for (let next = this.timers.at(-1); next && next.at <= end; next = this.timers.at(-1)) {
      this.now = Math.max(this.now, next.at)
      this.timers.pop()!.fire()
    }
  }

  private nextReady(): Task | undefined {
    while (this.head < this.ready.length) {
      const task = this.ready[this.head++]!
      if (this.head > 1024) {
        this.ready = this.ready.slice(this.head)
        this.head = 0
      }
      if (!task.dead && task.resume) return task
    }
    this.ready = []
    this.head = 0
    return undefined
  }

  private fireDue(): boolean {
    const delay = this.untilNext()
    if (delay === undefined || delay > 0) return false
    this.timers.pop()!.fire()
    return true
  }

  private async dispatch(task: Task): Promise<void> {
    this.steps++
    this.now += DISPATCH
    this.running = task
    task.slice = 0
    const parked = new Promise<void>((resolve) => {
      this.parked = resolve
    })
    const resume = task.resume!
    task.resume = undefined
    resume()
    await parked
    this.running = undefined
  }

  private current(): Task {
    if (!this.running) throw new Error('a kernel call outside of a task')
    return this.running
  }

  private park(): void {
    const parked = this.parked
    this.parked = undefined
    parked?.()
  }

  private end(task: Task): void {
    task.dead = true
    if (this.running === task) this.park()
  }

  /** What a call of a dead task returns: the processor is given away for good. */
  never<T>(): Promise<T> {
    this.park()
    return new Promise<T>(() => {})
  }
}

/** Timers are kept latest first, so that the next one is the last element. */
const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)
