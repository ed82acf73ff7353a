import type { LabEnd, PortsView } from '../../src/engine/world.ts'
import { button, code, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { shellWord } from '../terminal/shell-word.ts'
import { CALLS, type LabCall, type LabSide } from './model.ts'

/** What is written beside the buttons at first. */
const FIRST = {
  address: { server: '0.0.0.0:8080', client: '192.168.244.128:8080' },
  backlog: '1',
  text: 'hello',
}
/** What an address may be written with. */
const ADDRESS = /^[\d.:[\]a-fA-F]+$/

/** Buttons for the calls of `strata lab`, one row an end. Each types its command at the prompt. */
export class LabButtons {
  readonly element = element('div', { class: 'ports-lab' })
  readonly #run: (line: string) => void
  readonly #states = new Map<LabSide, { waits: HTMLElement; fd: HTMLSelectElement }>()

  constructor(run: (line: string) => void) {
    this.#run = run
    this.element.append(...(['server', 'client'] as const).map((side) => this.#side(side)))
  }

  /** What the ends have open, and what of theirs waits. */
  show({ lab }: PortsView): void {
    for (const [side, { waits, fd }] of this.#states) {
      const end = lab.find((one) => one.end === side)
      waits.replaceChildren(...waitingText(end))
      const chosen = fd.value
      fd.replaceChildren(
        element('option', { value: '' }, text('strata.ports.newest')),
        ...(end?.open ?? []).map((number) => element('option', { value: number }, String(number))),
      )
      fd.value = end?.open.includes(Number(chosen)) ? chosen : ''
    }
  }

  #side(side: LabSide): HTMLElement {
    const fields = {
      address: this.#field(side, 'address', FIRST.address[side], 20),
      backlog: this.#field(side, 'backlog', FIRST.backlog, 3),
      text: this.#field(side, 'text', FIRST.text, 8),
    }
    const fd = element('select', { class: 'view-choice', 'aria-label': text('strata.ports.fd') })
    const waits = element('p', { class: 'ports-waits' })
    this.#states.set(side, { waits, fd })
    const calls = CALLS[side].flatMap((call): HTMLElement[] => {
      const press = button(`${call.name}()`, { 'data-call': `${side} ${call.name}`, translate: 'no' }, () =>
        this.#press(side, call, fd.value, call.needs && fields[call.needs]),
      )
      const shared = call.needs === 'text' || call.needs === 'address' || call.needs === 'backlog'
      return shared ? [element('span', { class: 'ports-pair' }, press, fields[call.needs!])] : [press]
    })
    return element(
      'fieldset',
      {},
      element('legend', {}, text(`strata.ports.${side}`)),
      element('label', { class: 'ports-fd' }, text('strata.ports.fd'), ' ', fd),
      ...calls,
      waits,
    )
  }

  #field(side: LabSide, name: 'address' | 'backlog' | 'text', value: string, size: number): HTMLInputElement {
    return element('input', {
      class: 'view-choice',
      value,
      size,
      'aria-label': text(`strata.ports.field.${name}`),
      'data-field': `${side} ${name}`,
      autocomplete: 'off',
      spellcheck: 'false',
    })
  }

  #press(side: LabSide, { name, needs }: LabCall, fd: string, field: HTMLInputElement | undefined): void {
    const written = field?.value.trim() ?? ''
    const right =
      needs === 'address'
        ? ADDRESS.test(written)
        : needs === 'backlog'
          ? /^\d+$/.test(written)
          : !needs || written !== ''
    if (field) field.setAttribute('aria-invalid', String(!right))
    if (!right) {
      field?.focus()
      return
    }
    const words = [
      'strata lab',
      side,
      name,
      ...(name === 'socket' ? [] : [fd]),
      ...(needs ? [shellWord(written)] : []),
    ]
    this.#run(words.filter((word) => word !== '').join(' '))
  }
}

const waitingText = (end: LabEnd | undefined): (Node | string)[] =>
  end && end.waiting.length > 0
    ? [
        text('strata.ports.waiting'),
        ' ',
        ...end.waiting.flatMap((call, i) => [...(i > 0 ? [', '] : []), code(call)]),
      ]
    : []
