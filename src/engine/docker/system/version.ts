import type { VersionReply } from '../../daemon/api.ts'
import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { ConnectionError } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { formatVersion } from './version-format.ts'

export const version = defineCommand({
  name: 'version',
  usage: '[OPTIONS]',
  summary: 'Show the Docker version information',
  args: none,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
  async run(context, _args, flags) {
    let server: VersionReply | undefined
    let failure: ConnectionError | undefined
    try {
      server = (await context.api.call('GET /version', {})).value
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      failure = error
    }
    const version = formatVersion(flags.format, server)
    await context.out(version.text)
    if (failure ?? version.failure) throw failure ?? version.failure
  },
})
