import { EngineError } from '../../base/errors.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { Healthcheck, RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { ContainerCreateBody } from '../api.ts'
import { checkSignal } from '../changes/signal.ts'
import type { ContainerConfig } from './store.ts'

/** The user's settings over the image's (moby, daemon/commit.go, merge). */
export function configOf(body: ContainerCreateBody, image: StoredImage): ContainerConfig {
  const own = image.config.config ?? {}
  const entrypoint = body.Entrypoint ?? undefined
  const replaced = entrypoint !== undefined
  const cleared = replaced && (entrypoint.length === 0 || entrypoint[0] === '')
  const cmd = body.Cmd && body.Cmd.length > 0 ? body.Cmd : replaced ? null : (own.Cmd ?? null)
  const volumes = new Set([...Object.keys(own.Volumes ?? {}), ...Object.keys(body.Volumes ?? {})])
  const names = new Set((body.Env ?? []).map((item) => item.split('=', 1)[0]))
  return {
    Hostname: body.Hostname ?? '',
    Domainname: body.Domainname ?? '',
    User: body.User || (own.User ?? ''),
    AttachStdin: body.AttachStdin ?? false,
    AttachStdout: body.AttachStdout ?? false,
    AttachStderr: body.AttachStderr ?? false,
    Tty: body.Tty ?? false,
    OpenStdin: body.OpenStdin ?? false,
    StdinOnce: body.StdinOnce ?? false,
    Env: [...(body.Env ?? []), ...(own.Env ?? []).filter((item) => !names.has(item.split('=', 1)[0]!))],
    Cmd: cmd,
    Entrypoint: cleared ? null : (entrypoint ?? own.Entrypoint ?? null),
    Image: body.Image,
    WorkingDir: body.WorkingDir || (own.WorkingDir ?? ''),
    Labels: { ...own.Labels, ...body.Labels },
    StopSignal: body.StopSignal || own.StopSignal,
    StopTimeout: body.StopTimeout ?? own.StopTimeout,
    Healthcheck: healthcheckOf(body.Healthcheck ?? undefined, own.Healthcheck),
    OnBuild: null,
    Shell: body.Shell ?? own.Shell,
    ExposedPorts: { ...own.ExposedPorts, ...body.ExposedPorts },
    Volumes: volumes.size > 0 ? Object.fromEntries([...volumes].sort().map((path) => [path, {}])) : null,
  }
}

/** Refuses what no process can be started with (moby, daemon/container.go, validateContainerConfig). */
export function verifyConfig({ WorkingDir, StopSignal, Healthcheck }: ContainerCreateBody): void {
  if (WorkingDir && !WorkingDir.startsWith('/'))
    throw new EngineError(
      'invalid',
      `the working directory '${WorkingDir}' is invalid, it needs to be an absolute path`,
    )
  if (StopSignal) checkSignal(StopSignal)
  const least = (name: string, value: number | undefined): void => {
    if (value !== undefined && value !== 0 && value < MILLISECOND)
      throw new EngineError('invalid', `${name} in Healthcheck cannot be less than 1ms`)
  }
  least('Interval', Healthcheck?.Interval)
  least('Timeout', Healthcheck?.Timeout)
  if ((Healthcheck?.Retries ?? 0) < 0)
    throw new EngineError('invalid', 'Retries in Healthcheck cannot be negative')
  least('StartPeriod', Healthcheck?.StartPeriod)
  least('StartInterval', Healthcheck?.StartInterval)
}

/** A check whose parts the user may set one by one. */
function healthcheckOf(
  given: Healthcheck | undefined,
  own: Healthcheck | undefined,
): Healthcheck | undefined {
  if (!given || !own) return given ?? own
  const Test = given.Test && given.Test.length > 0 ? given.Test : own.Test
  return { ...own, ...given, ...(Test && { Test }) }
}

/** Path and arguments of the first process: entry point, then command. */
export function commandOf(config: ContainerConfig): readonly string[] {
  return [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
}

/** container.Config in Go's field order, without what is empty and `omitempty`. */
export const runConfigOf = (config: ContainerConfig): RunConfig => ({
  Hostname: config.Hostname,
  Domainname: config.Domainname,
  User: config.User,
  AttachStdin: config.AttachStdin,
  AttachStdout: config.AttachStdout,
  AttachStderr: config.AttachStderr,
  ...(Object.keys(config.ExposedPorts).length > 0 && { ExposedPorts: config.ExposedPorts }),
  Tty: config.Tty,
  OpenStdin: config.OpenStdin,
  StdinOnce: config.StdinOnce,
  Env: config.Env,
  Cmd: config.Cmd,
  ...(config.Healthcheck && { Healthcheck: config.Healthcheck }),
  Image: config.Image,
  Volumes: config.Volumes,
  WorkingDir: config.WorkingDir,
  Entrypoint: config.Entrypoint,
  OnBuild: config.OnBuild,
  Labels: config.Labels,
  ...(config.StopSignal && { StopSignal: config.StopSignal }),
  ...(config.StopTimeout !== undefined && { StopTimeout: config.StopTimeout }),
  ...(config.Shell && { Shell: config.Shell }),
})
