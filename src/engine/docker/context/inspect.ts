import { any, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { guessed } from '../format/typed.ts'
import { contextHost, findContext } from './contexts.ts'

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
        const raw = {
          Name: DEFAULT_CONTEXT,
          Metadata: {},
          Endpoints: { docker: { Host: contextHost(context), SkipTLSVerify: false } },
          TLSMaterial: {},
          Storage: { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' },
        }
        return { value: guessed(raw), raw }
      },
    ),
})
