import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, notSimulated } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool, string } from '../cli/values.ts'

export const imagePush = defineCommand({
  name: 'push',
  usage: '[OPTIONS] NAME[:TAG]',
  summary: 'Upload an image to a registry',
  calledAs: ['docker image push', 'docker push'],
  args: exactly(1),
  flags: {
    'all-tags': bool('Push all tags of an image to the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image signing', { default: true }),
    platform: string(`Push a platform-specific manifest as a single-platform image to the registry.
Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  },
  async run(context, [name], flags) {
    const reference = referenceArgument(name!)
    if (flags['all-tags'] && (reference.tag || reference.digest))
      throw new ClientError("tag can't be used with --all-tags/-a")
    throw notSimulated(context)
  },
})
