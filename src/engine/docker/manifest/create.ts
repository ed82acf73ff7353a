import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { fetchManifest } from './fetch.ts'
import { fullString, manifestReference } from './image-manifest.ts'
import { listReference } from './list-reference.ts'
import { keepManifest, keptList, keptManifest } from './store.ts'

export const manifestCreate = defineCommand({
  name: 'create',
  usage: 'MANIFEST_LIST MANIFEST [MANIFEST...]',
  summary: 'Create a local manifest list for annotating and pushing to a registry',
  args: atLeast(2),
  flags: {
    amend: bool('Amend an existing manifest list', { short: 'a' }),
    insecure: bool('Allow communication with an insecure registry'),
  },
  async run(context, [name, ...manifests], { amend, insecure }) {
    const list = listReference(name!, 'error parsing name for manifest list')
    if (keptList(context, list) && !amend)
      throw new ClientError('refusing to amend an existing manifest list with no --amend flag')
    for (const one of manifests) {
      const ref = manifestReference(one)
      const kept = keptManifest(context, list, ref)
      const manifest = kept?.Raw ? kept : await fetchManifest(context, ref, insecure)
      keepManifest(context, list, ref, manifest)
    }
    await context.out(`Created manifest list ${fullString(list)}\n`)
  },
})
