import { any, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { mapOf, type StructShape, typed } from '../format/typed.ts'
import { contextHost, findContext } from './contexts.ts'

const ENDPOINT: StructShape = {
  type: 'context.EndpointMetaBase',
  exact: true,
  fields: { Host: 'string', SkipTLSVerify: 'bool' },
}

/** A context as the client holds it (docker/cli, command/context/inspect.go). */
const CONTEXT: StructShape = {
  type: 'context.contextWithTLSListing',
  exact: true,
  embedded: ['Metadata'],
  fields: {
    Metadata: {
      type: 'store.Metadata',
      exact: true,
      fields: {
        Name: 'string',
        Metadata: {
          type: 'command.DockerContext',
          exact: true,
          fields: { Description: 'string', AdditionalFields: 'map[string]interface {}' },
        },
        Endpoints: { map: ENDPOINT, type: 'interface {}' },
      },
    },
    TLSMaterial: mapOf({ type: 'store.EndpointFiles', fields: {} }),
    Storage: {
      type: 'store.StorageInfo',
      exact: true,
      fields: { MetadataPath: 'string', TLSPath: 'string' },
    },
  },
}

export const contextInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
  summary: 'Display detailed information on one or more contexts',
  args: any,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
  run: (context, names, flags) =>
    inspectObjects(
      context,
      names.length > 0 ? names : [context.currentContext],
      flags.format,
      async (name) => {
        findContext(context, name)
        const data = {
          Name: DEFAULT_CONTEXT,
          Metadata: {},
          Endpoints: { docker: { Host: contextHost(context), SkipTLSVerify: false } },
          TLSMaterial: {},
          Storage: { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' },
        }
        return { value: typed(data, CONTEXT), data }
      },
    ),
})
