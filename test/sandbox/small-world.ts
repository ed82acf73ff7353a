import type { Download, LayersView, Pumped, TerminalHandle, World, WorldViews } from '../../src/engine/world.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const PROMPT = '[root@host ~]# '

/**
 * A world with the shape of the true one and four commands, for tests of what drives it: `echo`, `sleep SECONDS`,
 * `spin` (for ever, until Ctrl-C), `fail` (throws).
 */
export class SmallWorld implements World {
  readonly ran: string[] = []
  layers: LayersView = { images: [], layers: [], containers: [] }
  version = 1
  #listener: (bytes: Uint8Array) => void = () => {}
  #typed = ''
  #line = ''
  #doing: 'prompt' | 'spin' | 'sleep' = 'prompt'
  #delay = 0

  readonly start: World['start'] = () => {
    throw new Error('the small world runs no jobs')
  }

  get admin(): World['admin'] {
    throw new Error('the small world has no files')
  }

  offer: (file: Download) => void = () => {}

  onDownload(listener: (file: Download) => void): void {
    this.offer = listener
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
        this.#typed += decoder.decode(bytes)
      },
      resize: () => {},
      onOutput: (listener) => {
        this.#listener = listener
      },
      get atPrompt() {
        return atPrompt()
      },
    }
  }

  async pump(maxSteps: number): Promise<Pumped> {
    for (let step = 0; step < maxSteps; step++) {
      if (this.#doing === 'sleep' && !this.#typed.includes('\x03')) {
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

  views(): WorldViews {
    return { version: this.version, layers: this.layers }
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
    this.#line = ''
    this.#say('\r\n')
    if (name === 'fail') throw new Error('the small world failed')
    if (name === 'spin') this.#doing = 'spin'
    else if (name === 'sleep') {
      this.#doing = 'sleep'
      this.#delay = Number(argument) * 1e9
    } else {
      this.#say(`${argument}\r\n`)
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
