import { stringToString } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { notSimulated } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { checkContextName } from './contexts.ts'

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
  checksOnly: true,
  args: exactly(1),
  flags: {
    description: string('Description of the context'),
    docker: stringToString('set the docker endpoint'),
    from: string('create context from a named context'),
  },
  async run(context, [name]) {
    checkContextName(name!)
    throw notSimulated(context)
  },
})
