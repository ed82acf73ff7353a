import { any, defineCommand } from '../cli/command.ts'
import { metadataFolder, tlsFolder } from '../cli/context-store.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { mapOf, type StructShape, typed } from '../format/typed.ts'
import { findContext } from './contexts.ts'

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
        const { Metadata, Endpoints } = findContext(context, name)
        const { configDir } = context
        const own = name === DEFAULT_CONTEXT
        const data = {
          Name: name,
          Metadata,
          Endpoints,
          TLSMaterial: {},
          Storage: {
            MetadataPath: own ? '<IN MEMORY>' : metadataFolder(configDir, name),
            TLSPath: own ? '<IN MEMORY>' : tlsFolder(configDir, name),
          },
        }
        return { value: typed(data, CONTEXT), data }
      },
    ),
})
