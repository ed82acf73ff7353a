import { stringToString } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { saveContext } from '../cli/context-store.ts'
import { string } from '../cli/values.ts'
import { quote } from '../go/quote.ts'
import { checkContextName, endpointOf, findContext } from './contexts.ts'

export const contextUpdate = defineCommand({
  name: 'update',
  usage: '[OPTIONS] CONTEXT',
  summary: 'Update a context',
  long: `Update a context

Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"`,
  args: exactly(1),
  flags: {
    description: string('Description of the context'),
    docker: stringToString('set the docker endpoint'),
  },
  async run(context, [name = ''], { description, docker }) {
    const { process, configDir } = context
    checkContextName(name)
    const { Metadata, Endpoints } = findContext(context, name)
    saveContext(process, configDir, {
      Name: name,
      Metadata: description === '' ? Metadata : { Description: description },
      Endpoints: context.changed('docker') ? { docker: endpointOf(context, docker) } : Endpoints,
    })
    await context.out(`${name}\n`)
    await context.err(`Successfully updated context ${quote(name)}\n`)
  },
})
