import type { Healthcheck } from '../../oci/types.ts'
import { ClientError } from '../cli/errors.ts'
import type { ContainerFlags } from './config.ts'

/** The health check that the flags ask for; undefined where they say nothing (docker/cli, command/container/opts.go). */
export function healthConfig(flags: ContainerFlags): Healthcheck | undefined {
  const times = {
    interval: flags['health-interval'],
    timeout: flags['health-timeout'],
    'start-period': flags['health-start-period'],
    'start-interval': flags['health-start-interval'],
  }
  const retries = flags['health-retries']
  const command = flags['health-cmd']
  const given = command !== '' || retries !== 0 || Object.values(times).some((time) => time !== 0)
  if (flags['no-healthcheck']) {
    if (given) throw new ClientError('--no-healthcheck conflicts with --health-* options')
    return { Test: ['NONE'] }
  }
  if (!given) return undefined
  const negative = (
    [
      ['interval', times.interval],
      ['timeout', times.timeout],
      ['retries', retries],
      ['start-period', times['start-period']],
      ['start-interval', times['start-interval']],
    ] as const
  ).find(([, value]) => value < 0)
  if (negative) throw new ClientError(`--health-${negative[0]} cannot be negative`)
  return {
    ...(command !== '' && { Test: ['CMD-SHELL', command] }),
    ...(times.interval !== 0 && { Interval: times.interval }),
    ...(times.timeout !== 0 && { Timeout: times.timeout }),
    ...(times['start-period'] !== 0 && { StartPeriod: times['start-period'] }),
    ...(times['start-interval'] !== 0 && { StartInterval: times['start-interval'] }),
    ...(retries !== 0 && { Retries: retries }),
  }
}
