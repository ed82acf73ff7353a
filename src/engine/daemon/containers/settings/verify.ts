import { EngineError } from '../../../base/errors.ts'
import { quote } from '../../../base/go-quote.ts'
import type { HostConfig, RestartPolicy } from '../../api.ts'
import type { MachineFacts } from '../../system/profile.ts'
import { checkCapabilities } from '../capabilities.ts'
import { targetProblem } from '../mounts/mount-spec.ts'
import { checkTmpfsOptions } from '../mounts/tmpfs.ts'
import { verifyResources } from './resources.ts'

const refuse = (message: string): never => {
  throw new EngineError('invalid', message)
}

/** Refuses what no container can be given; says what is taken but does nothing (moby, daemon/container.go, verifyContainerSettings). */
export function verifySettings(given: Partial<HostConfig>, machine: MachineFacts): string[] {
  if (given.AutoRemove && !['', 'no'].includes(given.RestartPolicy?.Name ?? ''))
    refuse("can't create 'AutoRemove' container with restart policy")
  if (given.RestartPolicy) verifyRestartPolicy(given.RestartPolicy)
  if (Object.hasOwn(given.Annotations ?? {}, ''))
    refuse('invalid Annotations: the empty string is not permitted as an annotation key')
  const warnings = verifyResources(given, machine, false)
  const ipc = given.IpcMode ?? ''
  if (!['', 'none', 'private', 'shareable', 'host'].includes(ipc) && !/^container:./.test(ipc))
    refuse(`invalid IPC mode: ${ipc}`)
  const pid = given.PidMode ?? ''
  if (!['', 'host'].includes(pid) && !/^container:./.test(pid)) refuse(`invalid PID mode: ${pid}`)
  if (!['', 'host'].includes(given.UTSMode ?? '')) refuse(`invalid UTS mode: ${given.UTSMode}`)
  checkCapabilities(given)
  if ((given.ShmSize ?? 0) < 0) refuse('SHM size can not be less than 0')
  const score = given.OomScoreAdj ?? 0
  if (Math.abs(score) > 1000) refuse(`Invalid value ${score}, range for oom score adj is [-1000, 1000]`)
  if (given.NetworkMode === 'host' && Object.keys(given.PortBindings ?? {}).length > 0)
    warnings.push('Published ports are discarded when using host network mode')
  verifyPorts(given.PortBindings ?? {})
  const runtime = given.Runtime ?? ''
  if (!['', 'runc', 'io.containerd.runc.v2'].includes(runtime))
    refuse(`unknown or invalid runtime name: ${runtime}`)
  for (const [path, options] of Object.entries(given.Tmpfs ?? {})) {
    const problem = targetProblem(path)
    if (problem !== undefined) refuse(problem)
    checkTmpfsOptions(options)
  }
  return warnings
}

/** A container's port is a number, a host's one or a range of them (nat.ParsePort, nat.NewPort). */
function verifyPorts(bindings: NonNullable<HostConfig['PortBindings']>): void {
  for (const [port, places] of Object.entries(bindings)) {
    const number = port.split('/')[0]!
    if (!/^\d+$/.test(number) || Number(number) > 65535)
      refuse(`invalid port specification: ${quote(number)}`)
    for (const { HostPort = '' } of places ?? [])
      if (!/^(\d+(-\d+)?)?(\/\w+)?$/.test(HostPort)) refuse(`invalid port specification: ${quote(HostPort)}`)
  }
}

export function verifyRestartPolicy({ Name, MaximumRetryCount }: RestartPolicy): void {
  switch (Name) {
    case 'on-failure':
      if (MaximumRetryCount < 0) refuse('invalid restart policy: maximum retry count cannot be negative')
      return
    case '':
    case 'no':
    case 'always':
    case 'unless-stopped':
      if (MaximumRetryCount < 0)
        refuse(
          "invalid restart policy: maximum retry count can only be used with 'on-failure' and cannot be negative",
        )
      if (MaximumRetryCount !== 0)
        refuse("invalid restart policy: maximum retry count can only be used with 'on-failure'")
      return
    default:
      refuse(
        `invalid restart policy: unknown policy '${Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
      )
  }
}
