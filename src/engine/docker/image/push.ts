import { familiarName, fullName, withDefaultTag } from '../../base/reference.ts'
import type { Platform } from '../../oci/types.ts'
import { type ClientContext, defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool, string } from '../cli/values.ts'
import { note } from '../format/note.ts'
import { notaryFailure, wantsSignatures } from '../registry/content-trust.ts'
import { loginFor } from '../registry/credentials.ts'
import { displayProgress } from '../stream/progress.ts'

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
    const platform = flags.platform === '' ? undefined : await pushedPlatform(context, flags.platform)
    let reference = referenceArgument(name!)
    const all = flags['all-tags']
    const { quiet } = flags
    if (all && (reference.tag || reference.digest))
      throw new ClientError("tag can't be used with --all-tags/-a")
    if (!all && !reference.tag && !reference.digest) {
      reference = withDefaultTag(reference)
      if (!quiet) await context.out(`Using default tag: ${reference.tag}\n`)
    }
    if (reference.digest) throw new ClientError('cannot push a digest reference')
    const stream = await context.api.call('POST /images/{name}/push', {
      params: { name: familiarName(reference) },
      query: {
        ...(reference.tag && { tag: reference.tag }),
        ...(platform && { platform: JSON.stringify(platform) }),
      },
      ...loginFor(context, reference.domain),
    })
    const trusted = wantsSignatures(context, flags['disable-content-trust'])
    await displayProgress(context, stream, quiet && !trusted ? async () => {} : context.out)
    if (trusted) {
      await context.out('Signing and pushing trust metadata\n')
      throw await notaryFailure(context, reference.domain)
    }
    if (quiet) await context.out(`${fullName(reference)}${reference.tag ? `:${reference.tag}` : ''}\n`)
  },
})

/** Reads `--platform`, and says what it leaves out. */
async function pushedPlatform(context: ClientContext, text: string): Promise<Platform> {
  const platform = platformArgument(text, `Invalid platform ${text}`)
  await context.out(
    note(
      context,
      1,
      `Using --platform pushes only the specified platform manifest of a multi-platform image index.
Other components, like attestations, will not be included.
To push the complete multi-platform image, remove the --platform flag.
`,
    ),
  )
  return platform
}
