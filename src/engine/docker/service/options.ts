import { list } from '../cli/collections.ts'
import { commandLine, credentialSpec } from '../cli/swarm-values.ts'
import { environment } from '../cli/validate.ts'
import { bool, bytes, cpus, duration, int, positiveDuration, string, uint } from '../cli/values.ts'

/** What `docker service create` and `docker service update` share. */
export const serviceFlags = {
  'cap-add': list('Add Linux capabilities'),
  'cap-drop': list('Drop Linux capabilities'),
  'credential-spec': credentialSpec('Credential spec for managed service account (Windows only)'),
  detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
  entrypoint: commandLine('Overwrite the default ENTRYPOINT of the image'),
  'health-cmd': string('Command to run to check health'),
  'health-interval': positiveDuration('Time between running the check (ms|s|m|h)'),
  'health-retries': int('Consecutive failures needed to report unhealthy'),
  'health-start-interval': positiveDuration(
    'Time between running the check during the start period (ms|s|m|h)',
  ),
  'health-start-period': positiveDuration(
    'Start period for the container to initialize before counting retries towards unstable (ms|s|m|h)',
  ),
  'health-timeout': positiveDuration('Maximum time to allow one check to run (ms|s|m|h)'),
  hostname: string('Container hostname'),
  init: bool('Use an init inside each service container to forward signals and reap processes'),
  isolation: string('Service container isolation mode'),
  'limit-cpu': cpus('Limit CPUs'),
  'limit-memory': bytes('Limit Memory'),
  'limit-pids': int('Limit maximum number of processes (default 0 = unlimited)'),
  'log-driver': string('Logging driver for service'),
  'log-opt': list('Logging driver options', { validate: environment }),
  'max-concurrent': uint('Number of job tasks to run concurrently (default equal to --replicas)'),
  'no-healthcheck': bool('Disable any container-specified HEALTHCHECK'),
  'no-resolve-image': bool('Do not query the registry to resolve image digest and supported platforms'),
  'oom-score-adj': int("Tune host's OOM preferences (-1000 to 1000) "),
  quiet: bool('Suppress progress output', { short: 'q' }),
  'read-only': bool("Mount the container's root filesystem as read only"),
  replicas: uint('Number of tasks'),
  'replicas-max-per-node': uint('Maximum number of tasks per node (default 0 = unlimited)'),
  'reserve-cpu': cpus('Reserve CPUs'),
  'reserve-memory': bytes('Reserve Memory'),
  'restart-max-attempts': uint('Maximum number of restarts before giving up'),
  'restart-window': duration('Window used to evaluate the restart policy (ns|us|ms|s|m|h)'),
  'stop-signal': string('Signal to stop the container'),
  tty: bool('Allocate a pseudo-TTY', { short: 't' }),
  user: string('Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
  'with-registry-auth': bool('Send registry authentication details to swarm agents'),
  workdir: string('Working directory inside the container', { short: 'w' }),
} as const
