import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { quote } from '../go/quote.ts'

export const serviceScale = defineCommand({
  name: 'scale',
  usage: 'SERVICE=REPLICAS [SERVICE=REPLICAS...]',
  summary: 'Scale one or multiple replicated services',
  args: atLeast(1),
  flags: {
    detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
  },
  async run(context, pairs) {
    const failures: string[] = []
    for (const pair of pairs) {
      const [, name = '', replicas = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? []
      if (name === '')
        throw new ClientError(
          `invalid scale specifier '${pair}'.\nSee '${context.path} --help'.\n\nUsage:  ${context.path} SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\nScale one or multiple replicated services`,
        )
      if (!/^\d+$/.test(replicas)) {
        failures.push(
          `${name}: invalid replicas value ${replicas}: strconv.ParseUint: parsing ${quote(replicas)}: invalid syntax`,
        )
        continue
      }
      try {
        await context.api.call('GET /swarm', {})
      } catch (error) {
        const why = messageOf(error)
        if (why === undefined) throw error
        failures.push(`${name}: ${why}`)
      }
    }
    throw new ClientError(failures.join('\n'))
  },
})
