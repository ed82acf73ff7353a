import type { ControlGroup } from '../../kernel/control-group.ts'
import type { HostConfig } from '../api.ts'

/** Sets the limits of a container's control group. Its host has no swap. */
export function limitGroup(group: ControlGroup, { Memory, PidsLimit }: HostConfig): void {
  group.memoryLimit = Memory > 0 ? Memory : undefined
  group.pidsLimit = PidsLimit !== null && PidsLimit > 0 ? PidsLimit : undefined
}
