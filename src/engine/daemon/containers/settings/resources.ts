import { EngineError } from '../../../base/errors.ts'
import type { HostConfig } from '../../api.ts'
import type { MachineFacts } from '../../system/profile.ts'

const MINIMUM_MEMORY = 6 * 1024 * 1024
const MILLISECOND = 1000
const SECOND = 1_000_000

const refuse = (message: string): never => {
  throw new EngineError('invalid', message)
}

/**
 * Refuses limits that there cannot be; says which are taken but do nothing. An `update` may leave out what the container
 * has (moby, daemon/daemon_unix.go, verifyPlatformContainerResources).
 */
export function verifyResources(
  given: Partial<HostConfig>,
  machine: MachineFacts,
  update: boolean,
): string[] {
  const warnings: string[] = []
  verifyMemory(given, update)
  if (given.OomKillDisable && machine.cgroup.version === 2)
    warnings.push('Your kernel does not support OomKillDisable. OomKillDisable discarded.')
  else if (given.OomKillDisable && !given.Memory)
    warnings.push(
      'OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.',
    )
  verifyProcessors(given, machine.cpus)
  verifyRealtime(given, machine)
  if (given.CpuPercent) warnings.push('linux does not support CPU percent. Percent discarded.')
  verifySets(given, machine.cpus)
  warnings.push(...blockWarnings(given, machine))
  return warnings
}

function verifyMemory(given: Partial<HostConfig>, update: boolean): void {
  const { Memory = 0, MemorySwap = 0, MemoryReservation = 0, MemorySwappiness } = given
  if (Memory !== 0 && Memory < MINIMUM_MEMORY) refuse('Minimum memory limit allowed is 6MB')
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory)
    refuse('Minimum memoryswap limit should be larger than memory limit, see usage')
  if (Memory === 0 && MemorySwap > 0 && !update)
    refuse('You should always set the Memory limit when using Memoryswap limit, see usage')
  const swappiness = MemorySwappiness ?? -1
  if (swappiness < -1 || swappiness > 100)
    refuse(`Invalid value: ${swappiness}, valid memory swappiness range is 0-100`)
  if (MemoryReservation > 0 && MemoryReservation < MINIMUM_MEMORY)
    refuse('Minimum memory reservation allowed is 6MB')
  if (Memory > 0 && MemoryReservation > 0 && Memory < MemoryReservation)
    refuse('Minimum memory limit can not be less than memory reservation limit, see usage')
}

function verifyProcessors(given: Partial<HostConfig>, cpus: number): void {
  const { NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0 } = given
  if (NanoCpus > 0 && CpuPeriod > 0)
    refuse('Conflicting options: Nano CPUs and CPU Period cannot both be set')
  if (NanoCpus > 0 && CpuQuota > 0) refuse('Conflicting options: Nano CPUs and CPU Quota cannot both be set')
  if (NanoCpus < 0 || NanoCpus > cpus * 1e9)
    refuse(`range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`)
  if (CpuPeriod !== 0 && (CpuPeriod < MILLISECOND || CpuPeriod > SECOND))
    refuse('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)')
  if (CpuQuota > 0 && CpuQuota < MILLISECOND) refuse('CPU cfs quota can not be less than 1ms (i.e. 1000)')
}

/** The second hierarchy of control groups has no such limits. */
function verifyRealtime(given: Partial<HostConfig>, { cgroup }: MachineFacts): void {
  const { CpuRealtimePeriod: period = 0, CpuRealtimeRuntime: runtime = 0 } = given
  if ((period !== 0 || runtime !== 0) && cgroup.version === 2)
    refuse('kernel does not support CPU real-time scheduler')
  if (period !== 0 && runtime > period)
    refuse('cpu real-time runtime cannot be higher than cpu real-time period')
}

function verifySets({ CpusetCpus = '', CpusetMems = '' }: Partial<HostConfig>, cpus: number): void {
  const last = cpus - 1
  if (highest(CpusetCpus, 'cpus') > last)
    refuse(
      `Requested CPUs are not available - requested ${CpusetCpus}, available: ${last === 0 ? '0' : `0-${last}`}`,
    )
  if (highest(CpusetMems, 'mems') > 0)
    refuse(`Requested memory nodes are not available - requested ${CpusetMems}, available: 0`)
}

/** The highest number of a set such as `0-2,4`; -1 of an empty one (moby, pkg/parsers, ParseUintList). */
function highest(text: string, what: string): number {
  if (text === '') return -1
  const numbers = text.split(',').flatMap((part) => {
    const found = /^(\d+)(?:-(\d+))?$/.exec(part)
    const [, from, to = from] = found ?? []
    if (from === undefined || Number(to) < Number(from))
      return refuse(`Invalid value ${text} for cpuset ${what}: invalid format: ${text}`)
    return [Number(to)]
  })
  return Math.max(...numbers)
}

function blockWarnings(given: Partial<HostConfig>, { cgroup }: MachineFacts): string[] {
  const { BlkioWeight = 0, BlkioWeightDevice } = given
  if (cgroup.version === 1) {
    const unsupported = (what: string): string =>
      `Your kernel does not support Block I/O ${what} or the cgroup is not mounted.`
    return [
      ...(BlkioWeight > 0 ? [`${unsupported('weight')} Weight discarded.`] : []),
      ...((BlkioWeightDevice?.length ?? 0) > 0
        ? [`${unsupported('weight_device')} Weight-device discarded.`]
        : []),
    ]
  }
  if (BlkioWeight > 0 && (BlkioWeight < 10 || BlkioWeight > 1000))
    refuse('Range of blkio weight is from 10 to 1000')
  return []
}
