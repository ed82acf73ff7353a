import { familiarName, fullName, withDefaultTag } from '../../base/reference.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { platformFlag } from '../cli/platform-argument.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool, string } from '../cli/values.ts'
import { withLogin } from '../registry/ask.ts'
import { notaryFailure, wantsSignatures } from '../registry/content-trust.ts'
import { loginFor } from '../registry/credentials.ts'
import { begun } from '../stream/begun.ts'
import { displayProgress } from '../stream/progress.ts'

export const imagePull = defineCommand({
  name: 'pull',
  usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
  summary: 'Download an image from a registry',
  calledAs: ['docker image pull', 'docker pull'],
  args: exactly(1),
  flags: {
    'all-tags': bool('Download all tagged images in the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    platform: string('Set platform if server is multi-platform capable'),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  },
  async run(context, [name], flags) {
    let reference = referenceArgument(name!)
    const all = flags['all-tags']
    if (all && (reference.tag || reference.digest))
      throw new ClientError("tag can't be used with --all-tags/-a")
    if (!all && !reference.tag && !reference.digest) {
      reference = withDefaultTag(reference)
      if (!flags.quiet) await context.out(`Using default tag: ${reference.tag}\n`)
    }
    if (!reference.digest && wantsSignatures(context, flags['disable-content-trust']))
      throw await notaryFailure(context, reference.domain)
    const platform = platformFlag(context, flags.platform)
    const query = {
      fromImage: familiarName(reference),
      ...(!all && { tag: reference.digest ?? reference.tag ?? '' }),
      ...(platform && { platform }),
    }
    const stream = await withLogin(context, 'pull', loginFor(context, reference.domain).auth, async (auth) =>
      begun(await context.api.call('POST /images/create', { query, ...(auth && { auth }) })),
    )
    await displayProgress(context, stream, flags.quiet ? async () => {} : context.out)
    const tag = reference.tag ? `:${reference.tag}` : ''
    const digest = reference.digest ? `@${reference.digest}` : ''
    await context.out(`${fullName(reference)}${tag}${digest}\n`)
  },
})
