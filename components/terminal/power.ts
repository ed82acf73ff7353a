import type { PowerPress } from '../../src/engine/world.ts'
import type { MachineStatus } from '../../src/sandbox/protocol.ts'
import { text } from '../page-strings.ts'
import type { DockElement } from './dock.ts'

/** Switches of a host that is a PC: shown once the sandbox has told of such a machine. */
class PowerElement extends HTMLElement {
  #power: MachineStatus['power'] | undefined

  connectedCallback(): void {
    const dock = this.closest<DockElement>('strata-dock')
    if (!dock) return
    for (const button of this.querySelectorAll('button'))
      button.addEventListener('click', () => dock.press(button.value as PowerPress))
    dock.addEventListener('strata-machine', (event) =>
      this.#show((event as CustomEvent<MachineStatus>).detail),
    )
  }

  #show({ power }: MachineStatus): void {
    this.hidden = false
    if (power === this.#power) return
    this.#power = power
    const isOff = power === 'off'
    for (const button of this.querySelectorAll('button')) {
      if (button.value === 'reset') button.disabled = isOff
      if (button.value !== 'on' && button.value !== 'off') continue
      button.value = isOff ? 'on' : 'off'
      button.textContent = text(isOff ? 'strata.power.on' : 'strata.power.off')
    }
  }
}

customElements.define('strata-power', PowerElement)
