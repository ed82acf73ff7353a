import { EngineError } from '../../base/errors.ts'
import type { ControlGroup } from '../../kernel/control-group.ts'
import type { HostConfig } from '../api.ts'
import { createFailure } from './executable.ts'

/** Sets the limits of a container's control group. Its host has no swap. */
export function limitGroup(group: ControlGroup, { Memory, PidsLimit }: HostConfig): void {
  group.memoryLimit = Memory > 0 ? Memory : undefined
  group.pidsLimit = PidsLimit !== null && PidsLimit > 0 ? PidsLimit : undefined
}

/** The most and the fewest `cpu.shares` (kernel/sched/core.c). */
const SHARES = { minimum: 2, maximum: 262_144 }
const MILLISECOND = 1000

/** What the kernel's scheduler refuses of a group's share of the processors, in runc's words. Only the first hierarchy has bounds of shares. */
export function checkShares({ NanoCpus, CpuShares }: HostConfig, group: ControlGroup, version: 1 | 2): void {
  const refuse = (why: string): never => {
    throw createFailure(`error setting cgroup config for procHooks process: ${why}`)
  }
  if (version === 1 && CpuShares > 0 && CpuShares < SHARES.minimum)
    refuse(`the minimum allowed cpu-shares is ${SHARES.minimum}`)
  if (version === 1 && CpuShares > SHARES.maximum)
    refuse(`the maximum allowed cpu-shares is ${SHARES.maximum}`)
  const quota = Math.trunc(NanoCpus / 10_000)
  if (NanoCpus <= 0 || quota >= MILLISECOND) return
  refuse(
    version === 1
      ? `failed to write "${quota}": write /sys/fs/cgroup/cpu${group.path}/cpu.cfs_quota_us: invalid argument`
      : `failed to write "${quota} 100000": write /sys/fs/cgroup${group.path}/cpu.max: invalid argument`,
  )
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
