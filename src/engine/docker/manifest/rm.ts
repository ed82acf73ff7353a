import { familiarName, familiarString, fullName, withDefaultTag } from '../../base/reference.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'

export const manifestRm = defineCommand({
  name: 'rm',
  usage: 'MANIFEST_LIST [MANIFEST_LIST...]',
  summary: 'Delete one or more manifest lists from local storage',
  args: atLeast(1),
  flags: {},
  async run(_context, names) {
    // Manifest lists are made by `docker manifest create`, which is not simulated: there never is one.
    const lost = names.map((name) => {
      const reference = withDefaultTag(referenceArgument(name))
      return `No such manifest: ${fullName(reference)}${familiarString(reference).slice(familiarName(reference).length)}`
    })
    throw new ClientError(lost.join('\n'))
  },
})
