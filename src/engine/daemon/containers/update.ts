import { EngineError } from '../../base/errors.ts'
import type { HostConfig } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { logContainer } from './event.ts'
import { limitGroup } from './limits.ts'
import { findContainer } from './names.ts'
import { verifyResources } from './settings/resources.ts'
import { verifyRestartPolicy } from './settings/verify.ts'
import type { Container } from './store.ts'

/** Numbers and texts that replace what a container has where they are not zero or empty. */
const REPLACED = [
  'BlkioWeight',
  'CpuShares',
  'NanoCpus',
  'CpuPeriod',
  'CpuQuota',
  'CpusetCpus',
  'CpusetMems',
  'Memory',
  'MemorySwap',
  'MemoryReservation',
  'CpuRealtimePeriod',
  'CpuRealtimeRuntime',
  'PidsLimit',
] as const

/** Changes the limits and the restart policy of a container (moby, daemon/update.go). Returns warnings. */
export function updateContainer(daemon: Daemon, name: string, given: Partial<HostConfig>): string[] {
  if (given.RestartPolicy) verifyRestartPolicy(given.RestartPolicy)
  const { machine } = daemon.host
  const warnings = verifyResources(given, machine, true)
  const wanted = machine.cgroup.version === 1 ? { ...given, BlkioWeight: 0 } : given
  const container = findContainer(daemon.containers, name)
  const conflict = conflictOf(container, wanted)
  if (conflict !== undefined)
    throw new EngineError('conflict', `Cannot update container ${container.id}: ${conflict}`)
  const changes = Object.fromEntries(REPLACED.flatMap((key) => (wanted[key] ? [[key, wanted[key]]] : [])))
  const { RestartPolicy } = wanted
  const hostConfig: HostConfig = {
    ...container.hostConfig,
    ...changes,
    ...(RestartPolicy?.Name && { RestartPolicy }),
  }
  daemon.containers.update(container.id, { hostConfig })
  const live = daemon.runtime.get(container.id)
  if (live) limitGroup(live.group, hostConfig)
  logContainer(daemon, 'update', container)
  return warnings
}

/** Why the settings do not go with those that the container has (moby, container/container_unix.go, UpdateContainer). */
function conflictOf({ hostConfig }: Container, given: Partial<HostConfig>): string | undefined {
  const { NanoCpus, CpuPeriod, CpuQuota } = hostConfig
  const clash = (what: string, other: string): string =>
    `Conflicting options: ${what} cannot be updated as ${other} has already been set`
  if ((given.NanoCpus ?? 0) > 0 && CpuPeriod > 0) return clash('Nano CPUs', 'CPU Period')
  if ((given.NanoCpus ?? 0) > 0 && CpuQuota > 0) return clash('Nano CPUs', 'CPU Quota')
  if ((given.CpuPeriod ?? 0) > 0 && NanoCpus > 0) return clash('CPU Period', 'NanoCPUs')
  if ((given.CpuQuota ?? 0) > 0 && NanoCpus > 0) return clash('CPU Quota', 'NanoCPUs')
  if (given.Memory && given.Memory > hostConfig.MemorySwap && !given.MemorySwap)
    return 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time'
  if (given.RestartPolicy?.Name && given.RestartPolicy.Name !== 'no' && hostConfig.AutoRemove)
    return 'Restart policy cannot be updated because AutoRemove is enabled for the container'
  return undefined
}
