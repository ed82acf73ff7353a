import { type Instant, rfc3339NanoFixed } from '../base/time.ts'

export type LogLevel = 'info' | 'warning' | 'error'

/** Takes what a service writes to its standard error: a line, and how grave it is. */
export type LogSink = (line: string, level: LogLevel) => void

/** The services that run containers. */
export interface ServiceLogs {
  readonly dockerd: DaemonLog
  readonly containerd: DaemonLog
}

/** A service's own log, as logrus writes it where there is no terminal: `time=… level=… msg=…`, then the fields by name. */
export class DaemonLog {
  private readonly now: () => Instant
  private readonly sink: LogSink

  constructor(now: () => Instant, sink: LogSink) {
    this.now = now
    this.sink = sink
  }

  info(message: string, fields: Readonly<Record<string, string>> = {}): void {
    this.write('info', message, fields)
  }

  private write(level: LogLevel, message: string, fields: Readonly<Record<string, string>>): void {
    const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
    const pairs = [['time', rfc3339NanoFixed(this.now())], ['level', level], ['msg', message], ...sorted]
    this.sink(pairs.map(([name, value]) => `${name}=${quoted(value!)}`).join(' '), level)
  }
}

/** Values are quoted unless they are of the plainest characters (sirupsen/logrus, text_formatter.go). */
const quoted = (value: string): string => (/^[\w.\-/@^+]+$/.test(value) ? value : JSON.stringify(value))

/** What a daemon tells while it starts, until it listens. */
export function logStart(
  log: DaemonLog,
  { version, commit }: { version: string; commit: string },
  containerd: string,
): void {
  log.info('Starting up')
  log.info('OTEL tracing is not configured, using no-op tracer provider')
  for (const dir of ['/etc/cdi', '/var/run/cdi'])
    log.info(
      'CDI directory does not exist, skipping: failed to monitor for changes: no such file or directory',
      { dir },
    )
  log.info('Creating a containerd client', { address: containerd, timeout: '1m0s' })
  log.info('[graphdriver] using prior storage driver: overlay2')
  log.info('Loading containers: start.')
  log.info('Loading containers: done.')
  log.info('Docker daemon', {
    commit,
    'containerd-snapshotter': 'false',
    'storage-driver': 'overlay2',
    version,
  })
  log.info('Initializing buildkit')
  log.info('Completed buildkit initialization')
  log.info('Daemon has completed initialization')
  log.info('API listen on /run/docker.sock')
}

/** The shim of a container is there. */
export const logStarted = ({ containerd }: ServiceLogs, id: string, address: string): void =>
  containerd.info(`connecting to shim ${id}`, { address, namespace: 'moby', protocol: 'ttrpc', version: '3' })

/** A container's process has ended and its shim with it. */
export function logEnded({ dockerd, containerd }: ServiceLogs, id: string): void {
  dockerd.info('ignoring event', {
    container: id,
    module: 'libcontainerd',
    namespace: 'moby',
    topic: '/tasks/delete',
    type: '*events.TaskDelete',
  })
  const fields = { id, namespace: 'moby' }
  containerd.info('shim disconnected', fields)
  containerd.info('cleaning up after shim disconnected', fields)
  containerd.info('cleaning up dead shim', fields)
}
