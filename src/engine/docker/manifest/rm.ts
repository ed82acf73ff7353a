import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { manifestReference } from './image-manifest.ts'
import { forgetList, keptList, noSuchManifest } from './store.ts'

export const manifestRm = defineCommand({
  name: 'rm',
  usage: 'MANIFEST_LIST [MANIFEST_LIST...]',
  summary: 'Delete one or more manifest lists from local storage',
  args: atLeast(1),
  flags: {},
  async run(context, names) {
    const wrong: string[] = []
    for (const name of names) {
      try {
        const list = manifestReference(name)
        if (!keptList(context, list)) throw noSuchManifest(list)
        forgetList(context, list)
      } catch (error) {
        if (!(error instanceof ClientError)) throw error
        wrong.push(error.message)
      }
    }
    if (wrong.length > 0) throw new ClientError(wrong.join('\n'))
  },
})
