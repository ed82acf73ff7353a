import { byCodeUnit } from '../../base/text.ts'
import { between, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'
import { inspectContainer } from './state.ts'

const address = (ip: string, port: string): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)

const byPort = (a: string, b: string): number =>
  Number.parseInt(a, 10) - Number.parseInt(b, 10) || byCodeUnit(a, b)

export const containerPort = defineCommand({
  name: 'port',
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  summary: 'List port mappings or a specific mapping for the container',
  calledAs: ['docker container port', 'docker port'],
  args: between(1, 2),
  flags: {},
  async run(context, [name = '', wanted]) {
    const { NetworkSettings } = await inspectContainer(context, name)
    const { Ports } = NetworkSettings
    if (wanted !== undefined) {
      const [number = '', protocol] = wanted.split('/', 2)
      if (!/^\d+$/.test(number))
        throw new ClientError(
          `Error: invalid port (${number}): strconv.ParseUint: parsing ${quote(number)}: invalid syntax`,
        )
      const bindings = Ports[`${number}/${protocol || 'tcp'}`]
      if (!bindings || bindings.length === 0)
        throw new ClientError(`Error: No public port '${wanted}' published for ${name}`)
      for (const { HostIp, HostPort } of bindings) await context.out(`${address(HostIp, HostPort)}\n`)
      return
    }
    for (const port of Object.keys(Ports).sort(byPort))
      for (const { HostIp, HostPort } of Ports[port] ?? [])
        await context.out(`${port} -> ${address(HostIp, HostPort)}\n`)
  },
})
