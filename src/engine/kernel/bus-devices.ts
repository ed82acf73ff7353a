/** A device as its bus names it: what a driver may be found for. */
export interface BusDevice {
  /** `pci`, `scsi`, `serio`. */
  readonly bus: string
  /** `0000:00:1f.2`. */
  readonly name: string
  /** What modules.alias is searched for: `pci:v00008086d…`. */
  readonly modalias: string
  /** Number of the slot that it sits in, by which it can be told apart from outside. */
  readonly slot?: number
}
