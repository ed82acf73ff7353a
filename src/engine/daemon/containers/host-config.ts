import { EngineError } from '../../base/errors.ts'
import type { HostConfig, RestartPolicy } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { targetProblem } from './mounts/mount-spec.ts'
import { checkTmpfsOptions } from './mounts/tmpfs.ts'

/** What is hidden from a container in /proc and /sys (moby, oci/defaults.go). */
const MASKED = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
]
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

const SHM_SIZE = 64 * 1024 * 1024
const MINIMUM_MEMORY = 6 * 1024 * 1024

const refuse = (message: string): never => {
  throw new EngineError('invalid', message)
}

/** Refuses what no container can be given (moby, daemon/container.go and daemon_unix.go, verify…). */
function verify(given: Partial<HostConfig>, processors: number): void {
  if ((given.ShmSize ?? 0) < 0) refuse('SHM size can not be less than 0')
  if (given.RestartPolicy) verifyRestartPolicy(given.RestartPolicy)
  if (given.AutoRemove && !['', 'no'].includes(given.RestartPolicy?.Name ?? ''))
    refuse("can't create 'AutoRemove' container with restart policy")
  for (const [path, options] of Object.entries(given.Tmpfs ?? {})) {
    const problem = targetProblem(path)
    if (problem !== undefined) refuse(problem)
    checkTmpfsOptions(options)
  }
  const ipc = given.IpcMode ?? ''
  if (!['', 'none', 'private', 'shareable', 'host'].includes(ipc) && !/^container:./.test(ipc))
    refuse(`invalid IPC mode: ${ipc}`)
  const driver = given.LogConfig?.Type ?? ''
  if (!['', 'json-file', 'local', 'none'].includes(driver))
    refuse(`error looking up logging plugin ${driver}: plugin ${JSON.stringify(driver)} not found`)
  verifyResources(given, false)
  verifyProcessors(given, processors)
