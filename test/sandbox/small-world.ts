import type {
  Difference,
  Facts,
  LayersSnapshot,
  LayersView,
  Moment,
  PageAnswer,
  PageRequest,
  Pumped,
  TerminalHandle,
  ViewQuery,
  World,
} from '../../src/engine/world.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const PROMPT = '[root@host ~]# '

/**
 * A world with the shape of the true one and six commands, for tests of what drives it: `echo`, `sleep SECONDS`,
 * `spin` (for ever, until Ctrl-C), `flood` (prints for ever), `outside STEPS` (steps that wait for something outside the world), `fail` (throws).
 */
export class SmallWorld implements World {
  readonly ran: string[] = []
  /** Views that were asked for. */
  readonly asked: string[] = []
  observed = false
  layers: LayersView = { images: [], layers: [], containers: [] }
  version = 1
  #listener: (bytes: Uint8Array) => void = () => {}
  #typed = ''
  #line = ''
  #doing: 'prompt' | 'spin' | 'flood' | 'sleep' | 'outside' = 'prompt'
  /** Steps of `outside` so far. */
  outside = 0
  #outsideLeft = 0
  #inStep = false
  /** Something was typed in the middle of a step. */
  touchedInside = false
  #delay = 0
  #steps = 0
  #onCommand: (text: string) => void = () => {}
  #onStatus: (status: number) => void = () => {}

  readonly start: World['start'] = () => {
    throw new Error('the small world runs no jobs')
  }

  readonly launch: World['launch'] = () => {
    throw new Error('the small world launches nothing')
  }

  get admin(): World['admin'] {
    throw new Error('the small world has no files')
  }

  ask: (request: PageRequest) => PageAnswer = () => ({ code: 0 })

  onPage(answer: (request: PageRequest) => PageAnswer): void {
    this.ask = answer
  }

  /** It is no machine that boots; other facts it has none. */
  readonly facts: World['facts'] = () => ({ boot: () => undefined }) as Partial<Facts> as Facts

  get steps(): number {
    return this.#steps
  }
  moment(): Moment {
    return this.ran.length as unknown as Moment
  }
  differences(before: Moment, after: Moment): Difference[] {
    const ran = this.ran.slice(before as unknown as number, after as unknown as number)
    return ran.map((name) => ({ what: 'file', how: 'added', name }))
  }

  readonly explain: World['explain'] = (over, path) => [{ layer: `${over.kind} ${path}`, effect: 'supplies' }]

  advance(): void {
    this.#delay = 0
  }

  openTerminal(): TerminalHandle {
    const atPrompt = () => this.#doing === 'prompt'
    this.#typed = '\0'
    return {
      id: 'pts/0',
      input: (bytes) => {
        this.touchedInside ||= this.#inStep
        this.#typed += decoder.decode(bytes)
      },
      resize: () => {},
      close: () => {},
      onCommand: (listener) => {
        this.#onCommand = listener
      },
      onStatus: (listener) => {
        this.#onStatus = listener
      },
      onOutput: (listener) => {
        this.#listener = listener
      },
      get atPrompt() {
        return atPrompt()
      },
      over: false,
    }
  }

  async pump(maxSteps: number, enough: () => boolean = () => false): Promise<Pumped> {
    for (let step = 0; step < maxSteps && !(step > 0 && enough()); step++) {
      this.#steps += 1
      if (this.#doing === 'flood' && !this.#typed) this.#say('x'.repeat(10_000))
      else if (this.#doing === 'outside' && !this.#typed) await this.#waitOutside()
      else if (this.#doing === 'sleep' && !this.#typed.includes('\x03')) {
        if (this.#delay > 0) return { kind: 'paused', delay: this.#delay }
        this.#prompt()
      } else if (this.#typed) this.#take()
      else if (this.#doing === 'prompt') return { kind: 'idle' }
    }
    return { kind: 'more' }
  }

  stateHash(): string {
    return `hash of ${this.ran.join(';')}`
  }

  views(query: ViewQuery = { view: 'layers' }): LayersSnapshot {
    this.asked.push(query.view)
    return { version: this.version, view: 'layers', layers: this.layers }
  }

  observe(): void {
    this.observed = true
  }

  async #waitOutside(): Promise<void> {
    this.#inStep = true
    await new Promise((resolve) => setTimeout(resolve, 1))
    this.#inStep = false
    this.outside += 1
    this.#outsideLeft -= 1
    if (this.#outsideLeft === 0) this.#prompt()
  }

  #take(): void {
    const key = this.#typed[0]!
    this.#typed = this.#typed.slice(1)
    if (key === '\0') this.#prompt()
    else if (key === '\x03') {
      this.#say('^C\r\n')
      this.#prompt()
    } else if (key === '\r') this.#run()
    else if (this.#doing === 'prompt') {
      this.#line += key
      this.#say(key)
    }
  }

  #run(): void {
    const [name = '', argument = ''] = this.#line.split(/ (.*)/s)
    this.ran.push(this.#line)
    this.#onCommand(this.#line)
    this.#line = ''
    this.#say('\r\n')
    if (name === 'fail') throw new Error('the small world failed')
    if (name === 'spin' || name === 'flood') this.#doing = name
    else if (name === 'outside') {
      this.#doing = 'outside'
      this.#outsideLeft = Number(argument)
    } else if (name === 'sleep') {
      this.#doing = 'sleep'
      this.#delay = Number(argument) * 1e9
    } else {
      this.#say(`${argument}\r\n`)
      this.#onStatus(0)
      this.#prompt()
    }
  }

  #prompt(): void {
    this.#doing = 'prompt'
    this.#say(PROMPT)
  }

  #say(text: string): void {
    this.#listener(encoder.encode(text))
  }
}
