import { EngineError } from '../../base/errors.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import type { HostConfig } from '../api.ts'

/** Sets the limits of a container's control group. Its host has no swap. */
export function limitGroup(group: ControlGroup, { Memory, PidsLimit }: HostConfig): void {
  group.memoryLimit = Memory > 0 ? Memory : undefined
  group.pidsLimit = PidsLimit !== null && PidsLimit > 0 ? PidsLimit : undefined
}

/** The group above a container's has no real time to give away, so that runc cannot set one (kernel/sched/rt.c, tg_set_rt_bandwidth). */
export function checkRealtime({ CpuRealtimeRuntime }: HostConfig, group: ControlGroup): void {
  if (CpuRealtimeRuntime === 0) return
  throw new EngineError(
    'invalid',
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ' +
      `unable to apply cgroup configuration: failed to write "${CpuRealtimeRuntime}": write /sys/fs/cgroup/cpu${group.path}/cpu.rt_runtime_us: invalid argument`,
  )
}
