import { rfc3339Nano, SECOND } from '../../base/time.ts'
import type { StatsReply, Stream } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import type { Container } from './store.ts'

/** What a container uses now (moby, daemon/stats_unix.go). A container that does not run uses nothing. */
function sample({ host, runtime }: Daemon, { id, name }: Container): StatsReply {
  const live = runtime.get(id)
  const now = host.kernel.now()
  const base = { name: `/${name}`, id, storage_stats: {}, num_procs: 0 }
  if (!live)
    return {
      ...base,
      read: NEVER,
      preread: NEVER,
      pids_stats: {},
      blkio_stats: blockInput(null),
      cpu_stats: NO_CPU,
      precpu_stats: NO_CPU,
      memory_stats: {},
    }
  const { members, memory: usage } = live.group
  const { cpus, memory } = host.machine
  const { memoryLimit, pidsLimit } = live.group
  const cpu = {
    cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
    throttling_data: NO_THROTTLING,
    system_cpu_usage: Math.round(host.kernel.scheduler.now) * cpus,
    online_cpus: cpus,
  }
  return {
    ...base,
    read: rfc3339Nano(now),
    preread: rfc3339Nano(now - BigInt(SECOND)),
    blkio_stats: blockInput([]),
    pids_stats: { current: members.size, ...(pidsLimit !== undefined && { limit: pidsLimit }) },
    cpu_stats: cpu,
    precpu_stats: cpu,
    memory_stats: { usage, limit: memoryLimit ?? memory },
    networks: live.namespaces.net === host.process.namespaces.net ? {} : { eth0: NO_TRAFFIC },
  }
}

/** Go's zero time. */
const NEVER = '0001-01-01T00:00:00Z'
const NO_THROTTLING = { periods: 0, throttled_periods: 0, throttled_time: 0 }
const NO_CPU = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data: NO_THROTTLING,
}
const NO_TRAFFIC = {
  rx_bytes: 0,
  rx_packets: 0,
  rx_errors: 0,
  rx_dropped: 0,
  tx_bytes: 0,
  tx_packets: 0,
  tx_errors: 0,
  tx_dropped: 0,
}

/** No device of blocks is read or written. */
const blockInput = (list: [] | null): StatsReply['blkio_stats'] => ({
  io_service_bytes_recursive: list,
  io_serviced_recursive: list,
  io_queue_recursive: list,
  io_service_time_recursive: list,
  io_wait_time_recursive: list,
  io_merged_recursive: list,
  io_time_recursive: list,
  sectors_recursive: list,
})

/** Samples of a container, one each second; `once` gives one. */
export function statsOf(daemon: Daemon, container: Container, once: boolean): Stream<StatsReply> {
  let told = false
  let closed = false
  return {
    kind: 'stream',
    next: async () => {
      if (closed || (told && once)) return undefined
      if (told) await daemon.host.kernel.scheduler.sleep(SECOND)
      told = true
      const current = daemon.containers.get(container.id)
      return current && sample(daemon, current)
    },
    close: () => {
      closed = true
    },
  }
}
