import { atLeast, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { ClientError } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { imageValue } from './inspect-value.ts'

export const imageInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Display detailed information on one or more images',
  args: atLeast(1),
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
    platform: string(`Inspect a specific platform of the multi-platform image.
If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`),
  },
  async run(context, names, flags) {
    const platform = flags.platform && platformArgument(flags.platform)
    await inspectObjects(context, names, flags.format, async (name) => {
      const request = { params: { name }, ...(platform && { query: { platform } }) }
      if (name === '') throw new ClientError('Error: No such image: ')
      const image = (await context.api.call('GET /images/{name}/json', request)).value
      return { value: imageValue(image), raw: image }
    })
  },
})
