import { stringToString } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { saveContext } from '../cli/context-store.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { ClientError } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { quote } from '../go/quote.ts'
import { checkNewName, DEFAULT_DESCRIPTION, endpointOf, findContext } from './contexts.ts'

export const contextCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] CONTEXT',
  summary: 'Create a context',
  long: `Create a context

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"`,
  args: exactly(1),
  flags: {
    description: string('Description of the context'),
    docker: stringToString('set the docker endpoint'),
    from: string('create context from a named context'),
  },
  async run(context, [name = ''], { description, docker, from }) {
    const { process, configDir } = context
    checkNewName(context, name)
    const fresh = context.changed('docker') && from === ''
    if (from !== '' && context.changed('docker'))
      throw new ClientError('cannot use --docker flag when --from is set')
    const source = fresh ? undefined : findContext(context, from || context.currentContext)
    const inherited =
      source && (source.Name === DEFAULT_CONTEXT ? DEFAULT_DESCRIPTION : source.Metadata.Description)
    const Description = description || inherited
    saveContext(process, configDir, {
      Name: name,
      Metadata: { ...(Description && { Description }) },
      Endpoints: source ? source.Endpoints : { docker: endpointOf(context, docker) },
    })
    await context.out(`${name}\n`)
    await context.err(`Successfully created context ${quote(name)}\n`)
  },
})
