import './machine.css'
import type { MachineView } from '../../src/engine/world.ts'
import type { TerminalPort } from '../../src/sandbox/port.ts'
import type { MachinePace } from '../../src/sandbox/stepping.ts'
import { button, code, element, term } from '../dom.ts'
import { humanSize } from '../layers/model.ts'
import { text } from '../page-strings.ts'
import type { StringKey } from '../strings.ts'
import { shortIDs } from '../views/short.ts'
import { diskMap } from './disk.ts'
import { progressOf, STAGES, seconds, type TimeLine, timeLine } from './model.ts'
import { scrollTable } from './table.ts'

/** A machine that boots: its stages, its memory and mounts, its disk; with a hand on its clock. */
export class MachineElement extends HTMLElement {
  #view: MachineView | undefined
  #pace: MachinePace = 'reading'
  #port: TerminalPort | undefined
  readonly #news = element('p', { class: 'sr-only', role: 'status' })
  readonly #body = element('div')
  readonly #power = element('p', { class: 'machine-power' })
  readonly #pause = button('', { 'data-control': 'pause' }, () =>
    this.#port?.pace(this.#pace === 'paused' ? 'reading' : 'paused'),
  )
  readonly #next = button(text('strata.machine.next'), { 'data-control': 'next' }, () =>
    this.#port?.pace('stage'),
  )
  readonly #atOnce = button(text('strata.machine.atOnce'), { 'data-control': 'at-once' }, () =>
    this.#port?.pace('at-once'),
  )
  readonly #secureBoot = button('', { 'data-control': 'secure-boot' }, () => this.#port?.power('secure-boot'))
  readonly #secureBootNote = element('p', { class: 'machine-power' })
  /** What is drawn besides, and of what. */
  readonly #parts = new Map<string, { of: string; readonly place: HTMLElement }>()

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.append(element('h3', { class: 'sr-only' }, text('strata.view.machine')), this.#news, this.#body)
    this.#draw()
  }

  connect(port: TerminalPort): void {
    this.#port = port
  }

  show(view: MachineView | undefined): void {
    const before = this.#view?.boot.stage
    this.#view = view
    if (view && before !== undefined && before !== view.boot.stage) this.#news.textContent = this.#told(view)
    this.#draw()
  }

  /** How fast the machine goes on now. */
  setPace(pace: MachinePace): void {
    if (pace === this.#pace) return
    this.#pace = pace
    if (pace === 'paused') this.#news.textContent = text('strata.machine.paused')
    this.#draw()
  }

  #told({ boot }: MachineView): string {
    return boot.stage === 'off'
      ? text('strata.machine.power.off')
      : text('strata.machine.reached', { stage: text(`strata.machine.stage.${boot.stage}` as StringKey) })
  }

  #draw(): void {
    const view = this.#view
    if (!view) {
      this.#parts.clear()
      this.#body.replaceChildren(element('p', { class: 'view-empty' }, text('strata.machine.none')))
      return
    }
    const { boot, stages, init, memory, mounts, disk, start } = view
    if (this.#parts.size === 0)
      this.#body.replaceChildren(
        element(
          'div',
          { class: 'machine-controls' },
          this.#power,
          element(
            'div',
            { role: 'group', 'aria-label': text('strata.machine.clock') },
            this.#pause,
            this.#next,
            this.#atOnce,
          ),
          this.#secureBoot,
          this.#secureBootNote,
        ),
      )
    this.#controls(view)
    const { power, stage, release, commandLine, system, failed } = boot
    this.#part('stages', [power, stage, release, commandLine, system, failed, stages, init], () => [
      this.#stages(view),
    ])
    this.#part('memory', memory, () => this.#memory(view))
    this.#part('mounts', mounts, () => this.#mounts(view))
    this.#part('disk', disk, () => diskMap(disk))
    this.#part('timelines', [stages, start], () => this.#timelines(view))
  }

  /** Draws one part anew, where what it shows is not what it was. */
  #part(name: string, shows: unknown, make: () => HTMLElement[]): void {
    const of = JSON.stringify(shows)
    let part = this.#parts.get(name)
    if (!part) {
      part = { of: '', place: element('div') }
      this.#parts.set(name, part)
      this.#body.append(part.place)
    }
    if (part.of === of) return
    part.of = of
    part.place.replaceChildren(...make())
  }

  /** Always the same elements: who has come to a switch stays there. */
  #controls({ boot }: MachineView): void {
    const goes = boot.power === 'on'
    this.#power.textContent = `${text(`strata.machine.power.${boot.power}`)} · ${text(`strata.machine.firmware.${boot.firmware}`)}`
    this.#pause.textContent = text(
      this.#pace === 'paused' ? 'strata.machine.continue' : 'strata.machine.pause',
    )
    for (const control of [this.#pause, this.#next, this.#atOnce]) control.disabled = !goes
    const { secureBoot } = boot
    for (const part of [this.#secureBoot, this.#secureBootNote]) part.hidden = secureBoot === undefined
    this.#secureBoot.textContent = text(`strata.machine.secureBoot.${secureBoot ? 'turnOff' : 'turnOn'}`)
    this.#secureBootNote.textContent = text(`strata.machine.secureBoot.${secureBoot ? 'on' : 'off'}`)
  }

  #stages(view: MachineView): HTMLElement {
    const { boot, stages } = view
    return element(
      'ol',
      { class: 'machine-stages', 'aria-label': text('strata.machine.stages') },
      ...STAGES.map((stage) => {
        const progress = progressOf(stage, view)
        const reached = stages.find((each) => each.stage === stage)
        const now = progress === 'now'
        return element(
          'li',
          { class: `machine-${progress}`, 'aria-current': now && 'step' },
          element(
            'div',
            { class: 'machine-stage' },
            element('strong', {}, text(`strata.machine.stage.${stage}` as StringKey)),
            element(
              'span',
              {},
              progress === 'skipped' ? text('strata.machine.skipped') : reached ? seconds(reached.after) : '',
            ),
          ),
          ...(now
            ? [
                element('p', {}, text(`strata.machine.about.${stage}` as StringKey)),
                ...this.#facts(view),
                ...(boot.power === 'hung' || boot.power === 'halted'
                  ? [element('p', { class: 'machine-stuck' }, text(`strata.machine.stuck.${boot.power}`))]
                  : []),
              ]
            : []),
        )
      }),
    )
  }

  /** What the present stage has: names and values as the machine writes them. */
  #facts({ boot, init }: MachineView): HTMLElement[] {
    const facts: HTMLElement[] = []
    if (boot.release !== undefined) facts.push(...term(text('strata.machine.kernel'), code(boot.release)))
    if (boot.commandLine !== undefined)
      facts.push(...term(text('strata.machine.commandLine'), code(boot.commandLine)))
    facts.push(
      ...term(
        text('strata.machine.init'),
        init.length > 0 ? code(init.join(' ')) : text('strata.machine.nobody'),
      ),
    )
    if (boot.system !== undefined) facts.push(...term(text('strata.machine.system'), code(boot.system)))
    if (boot.failed.length > 0)
      facts.push(
        ...term(text('strata.machine.failed'), ...boot.failed.map((unit) => element('div', {}, code(unit)))),
      )
    return [element('dl', { class: 'view-facts' }, ...facts)]
  }

  #memory({ memory }: MachineView): HTMLElement[] {
    return [
      element('h4', {}, text('strata.machine.memory')),
      memory.length === 0
        ? element('p', { class: 'view-note' }, text('strata.machine.memoryEmpty'))
        : element(
            'ul',
            { class: 'machine-memory' },
            ...memory.map(({ what, bytes, freed }) =>
              element(
                'li',
                { class: freed ? 'machine-freed' : undefined },
                element('span', {}, text(`strata.machine.memory.${what}`)),
                ' ',
                element('span', { class: 'machine-size' }, bytes === undefined ? '' : humanSize(bytes)),
                freed ? element('em', {}, text('strata.machine.freed')) : '',
              ),
            ),
          ),
    ]
  }

  #mounts({ mounts }: MachineView): HTMLElement[] {
    return [
      element('h4', {}, text('strata.machine.mounts')),
      mounts.length === 0
        ? element('p', { class: 'view-note' }, text('strata.machine.noMounts'))
        : scrollTable(
            text('strata.machine.mounts'),
            (['target', 'source', 'type'] as const).map((name) => text(`strata.machine.mount.${name}`)),
            mounts.map(({ target, source, type, readOnly }) => [
              code(shortIDs(target)),
              code(source),
              code(readOnly ? `${type} ro` : type),
            ]),
          ),
    ]
  }

  /** The host's way to its prompt and a container's to its program, one below the other on the same scale. */
  #timelines({ stages, start }: MachineView): HTMLElement[] {
    const host = timeLine(
      stages.map(({ stage, after }) => ({ name: text(`strata.machine.stage.${stage}` as StringKey), after })),
    )
    const first = start?.steps[0]?.after ?? 0
    const container = timeLine(
      (start?.steps ?? []).map(({ kind, after }) => ({
        name: text(`strata.start.step.${kind}` as StringKey),
        after: after - first,
      })),
    )
    const longest = Math.max(host.length, container.length, 1)
    const line = (title: string, { steps, length }: TimeLine, note: string): HTMLElement =>
      element(
        'div',
        {},
        element(
          'p',
          { class: 'machine-line' },
          element('strong', {}, title),
          ` ${steps.length > 0 ? seconds(length) : note}`,
        ),
        element(
          'div',
          { class: 'machine-bar', 'aria-hidden': 'true' },
          element('span', { style: `inline-size: ${((length / longest) * 100).toFixed(2)}%` }),
        ),
        element(
          'ol',
          {},
          ...steps.map(({ name, after }) =>
            element(
              'li',
              {},
              element('span', {}, name),
              element('span', { class: 'machine-size' }, seconds(after)),
            ),
          ),
        ),
      )
    return [
      element('h4', {}, text('strata.machine.timelines')),
      element(
        'div',
        { class: 'machine-lines' },
        line(text('strata.machine.host'), host, text('strata.machine.power.off')),
        line(
          start ? text('strata.machine.container', { name: start.name }) : text('strata.machine.aContainer'),
          container,
          text('strata.machine.noContainer'),
        ),
      ),
    ]
  }
}

customElements.define('strata-machine', MachineElement)
