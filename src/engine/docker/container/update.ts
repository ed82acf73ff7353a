import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bytes, cpus, int, string, swapBytes, uint16 } from '../cli/values.ts'
import { parseRestartPolicy } from './host-config.ts'
import { forEachContainer } from './state.ts'

export const containerUpdate = defineCommand({
  name: 'update',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Update configuration of one or more containers',
  calledAs: ['docker container update', 'docker update'],
  args: atLeast(1),
  flags: {
    'blkio-weight': uint16('Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)'),
    'cpu-period': int('Limit CPU CFS (Completely Fair Scheduler) period'),
    'cpu-quota': int('Limit CPU CFS (Completely Fair Scheduler) quota'),
    'cpu-rt-period': int('Limit the CPU real-time period in microseconds'),
    'cpu-rt-runtime': int('Limit the CPU real-time runtime in microseconds'),
    'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
    cpus: cpus('Number of CPUs'),
    'cpuset-cpus': string('CPUs in which to allow execution (0-3, 0,1)'),
    'cpuset-mems': string('MEMs in which to allow execution (0-3, 0,1)'),
    'kernel-memory': bytes('Kernel memory limit (deprecated)', { hidden: true }),
    memory: bytes('Memory limit', { short: 'm' }),
    'memory-reservation': bytes('Memory soft limit'),
    'memory-swap': swapBytes('Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
    'pids-limit': int('Tune container pids limit (set -1 for unlimited)'),
    restart: string('Restart policy to apply when a container exits'),
  },
  async run(context, names, flags) {
    if (!Object.keys(flags).some((name) => context.changed(name)))
      throw new ClientError('you must provide one or more flags when using this command')
    const body = {
      BlkioWeight: flags['blkio-weight'],
      CpusetCpus: flags['cpuset-cpus'],
      CpusetMems: flags['cpuset-mems'],
      CpuShares: flags['cpu-shares'],
      Memory: flags.memory,
      MemoryReservation: flags['memory-reservation'],
      MemorySwap: flags['memory-swap'],
      CpuPeriod: flags['cpu-period'],
      CpuQuota: flags['cpu-quota'],
      CpuRealtimePeriod: flags['cpu-rt-period'],
      CpuRealtimeRuntime: flags['cpu-rt-runtime'],
      NanoCpus: flags.cpus,
      ...(flags['pids-limit'] !== 0 && { PidsLimit: flags['pids-limit'] }),
      RestartPolicy: parseRestartPolicy(flags.restart),
    }
    const warnings: string[] = []
    try {
      await forEachContainer(context, names, async (id) => {
        const request = { params: { id }, body }
        const { value } = await context.api.call('POST /containers/{id}/update', request)
        warnings.push(...(value.Warnings ?? []))
      })
    } finally {
      if (warnings.length > 0) await context.out(`${warnings.join('\n')}\n`)
    }
  },
})
