import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { later } from '../../base/later.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { parsePlatform } from '../../oci/platform.ts'
import type { HostConfig, ProgressMessage } from '../api.ts'
import type { BuildQuery } from '../api-build.ts'
import { type BuildOptions, StepFailure } from '../build/options.ts'
import type { Daemon } from '../daemon.ts'
import type { Routes } from '../router.ts'
import { streamed } from './images.ts'

/** The builder is much code, and seldom wanted. */
export const builder = later(() => import('../build/build.ts'))

function hostConfigOf({
  networkmode,
  memory,
  memswap,
  shmsize,
  extrahosts,
  cgroupparent,
  ...limits
}: BuildQuery): Partial<HostConfig> {
  return {
    ...(networkmode && { NetworkMode: networkmode }),
    ...(memory && { Memory: memory }),
    ...(memswap && { MemorySwap: memswap }),
    ...(shmsize && { ShmSize: shmsize }),
    ...(extrahosts && { ExtraHosts: extrahosts }),
    ...(cgroupparent && { CgroupParent: cgroupparent }),
    ...(limits.cpuperiod && { CpuPeriod: limits.cpuperiod }),
    ...(limits.cpuquota && { CpuQuota: limits.cpuquota }),
    ...(limits.cpushares && { CpuShares: limits.cpushares }),
    ...(limits.cpusetcpus && { CpusetCpus: limits.cpusetcpus }),
    ...(limits.cpusetmems && { CpusetMems: limits.cpusetmems }),
    ...(limits.ulimits && limits.ulimits.length > 0 && { Ulimits: limits.ulimits }),
  }
}

function optionsOf(daemon: Daemon, query: BuildQuery): BuildOptions {
  const own = { os: 'linux', architecture: daemon.host.architecture }
  const labels = Object.entries(query.labels ?? {}).map(([name, value]) => [name, value ?? ''])
  return {
    dockerfile: query.dockerfile ?? '',
    tags: query.t ?? [],
    args: query.buildargs ?? {},
    labels: Object.fromEntries(labels),
    target: query.target ?? '',
    noCache: query.nocache ?? false,
    cacheFrom: query.cachefrom ?? [],
    pull: query.pull ?? false,
    remove: query.rm ?? true,
    forceRemove: query.forcerm ?? false,
    platform: query.platform ? parsePlatform(query.platform, own) : undefined,
    hostConfig: hostConfigOf(query),
  }
}

/** A command that fails ends the build with its own exit code, which an answer of HTTP has no place for. */
async function built(work: () => Promise<void>, out: Channel<ProgressMessage>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    const { message, exit } = error
    out.push({ errorDetail: { code: exit, message }, error: message })
  }
}

export const buildRoutes: Routes<'POST /build'> = {
  'POST /build': (context, { query, body }) => {
    const { daemon } = context
    if (query.version === '2')
      throw new EngineError('not-implemented', 'building with BuildKit is not simulated by Strata')
    if (query.version !== undefined && query.version !== '' && query.version !== '1')
      throw new EngineError('invalid', `invalid version ${quote(query.version)}`)
    if (query.remote && !/^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(query.remote))
      throw new EngineError('internal', `remoteURL (${query.remote}) could not be recognized as URL`)
    if (query.remote)
      throw new EngineError('not-implemented', 'a build context from the network is not simulated by Strata')
    if ((query.securityopt ?? []).length > 0)
      throw new EngineError('invalid', 'security options are not supported on linux')
    if (query.isolation && query.isolation !== 'default')
      throw new EngineError('invalid', `unsupported isolation: ${quote(query.isolation)}`)
    const options = optionsOf(daemon, query)
    return streamed(context, async (out) => {
      const { buildImage } = await builder()
      if (!query.q) return built(async () => void (await buildImage(daemon, body, options, out)), out)
      // Quiet: what would be told is told only when the build fails.
      const told = daemon.host.kernel.channel<ProgressMessage>()
      await built(async () => {
        try {
          const id = await buildImage(daemon, body, options, told)
          out.push({ stream: `${id}\n` })
        } catch (error) {
          told.close()
          for (let message = await told.receive(); message; message = await told.receive()) out.push(message)
          throw error
        }
      }, out)
    })
  },
}
