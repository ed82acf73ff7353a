import { defineCommand, exactly } from '../cli/command.ts'
import { timestampArgument } from '../cli/timestamp-argument.ts'
import { bool, string } from '../cli/values.ts'
import { hasTty, inspectContainer } from './state.ts'

export const containerLogs = defineCommand({
  name: 'logs',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Fetch the logs of a container',
  calledAs: ['docker container logs', 'docker logs'],
  args: exactly(1),
  flags: {
    details: bool('Show extra details provided to logs'),
    follow: bool('Follow log output', { short: 'f' }),
    since: string(
      'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)',
    ),
    tail: string('Number of lines to show from the end of the logs', { short: 'n', default: 'all' }),
    timestamps: bool('Show timestamps', { short: 't' }),
    until: string(
      'Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)',
    ),
  },
  async run(context, [name], flags) {
    const container = await inspectContainer(context, name!)
    const now = context.process.now()
    const since = timestampArgument(flags.since, now, 'invalid value for "since": ')
    const until = timestampArgument(flags.until, now, 'invalid value for "until": ')
    const output = await context.api.call('GET /containers/{id}/logs', {
      params: { id: container.Id },
      query: {
        stdout: true,
        stderr: true,
        follow: flags.follow,
        tail: flags.tail,
        timestamps: flags.timestamps,
        details: flags.details,
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      },
    })
    const tty = hasTty(container)
    for (;;) {
      const frame = await output.next()
      if (!frame) return
      await context.process.write(!tty && frame.stream === 'stderr' ? 2 : 1, frame.bytes)
    }
  },
})
