import { familiarName, withDefaultTag } from '../../base/reference.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { quote } from '../go/quote.ts'

/** A full image ID is no name. */
const IDENTIFIER = /^(sha256:)?[0-9a-f]{64}$/

/** Words a malformed name the way the client's API library does. */
function parseName(text: string) {
  try {
    return referenceArgument(text)
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    throw new ClientError(
      `Error parsing reference: ${quote(text)} is not a valid repository/tag: ${error.message}`,
    )
  }
}

function targetReference(text: string) {
  const reference = parseName(text)
  if (reference.digest) throw new ClientError('refusing to create a tag with a digest reference')
  return reference
}

export const imageTag = defineCommand({
  name: 'tag',
  usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  summary: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  calledAs: ['docker image tag', 'docker tag'],
  args: exactly(2),
  interspersed: false,
  flags: {},
  async run(context, [source, target]) {
    context.initialize()
    if (!IDENTIFIER.test(source!)) parseName(source!)
    const reference = targetReference(target!)
    await context.api.call('POST /images/{name}/tag', {
      params: { name: source! },
      query: { repo: familiarName(reference), tag: withDefaultTag(reference).tag ?? '' },
    })
  },
})
