import type { BootFact } from '../../world.ts'
import type { MachineView } from '../views/types.ts'

/** When a machine came to each of its stages since it was switched on. */
export class StageLog {
  private noted: MachineView['stages'] = []
  private start = 0
  private began = 0n

  /** The stages of the present start, oldest first. */
  get stages(): MachineView['stages'] {
    return this.noted
  }
  /** Notes where the machine is now; `now` is its clock, `starts` which start this is. */
  note({ stage, starts }: Pick<BootFact, 'stage' | 'starts'>, now: bigint): void {
    if (starts !== this.start) {
      this.start = starts
      this.began = now
      this.noted = []
    }
    if (stage === 'off' || this.noted.some((each) => each.stage === stage)) return
    this.noted = [...this.noted, { stage, after: Number((now - this.began) / 1_000_000n) }]
  }
}
