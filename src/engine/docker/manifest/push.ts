import { encode } from '../../base/text.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'
import { blobsOf, fullString, manifestList, manifestReference, rawOf } from './image-manifest.ts'
import { mountBlob, putManifest } from './send.ts'
import { forgetList, keptList, noSuchManifest } from './store.ts'

export const manifestPush = defineCommand({
  name: 'push',
  usage: '[OPTIONS] MANIFEST_LIST',
  summary: 'Push a manifest list to a repository',
  args: exactly(1),
  flags: {
    insecure: bool('Allow push to an insecure registry'),
    purge: bool('Remove the local manifest list after push', { short: 'p' }),
  },
  async run(context, [name], { insecure, purge }) {
    const target = manifestReference(name!)
    const manifests = keptList(context, target)
    if (!manifests) throw noSuchManifest(target)
    if (manifests.length === 0) throw new ClientError(`${fullString(target)} not found`)
    for (const { Ref, Descriptor } of manifests)
      if (!Descriptor.platform?.architecture || !Descriptor.platform.os)
        throw new ClientError(`manifest ${Ref} must have an OS and Architecture to be pushed to a registry`)
    const list = manifestList(target, manifests)
    const elsewhere = manifests
      .map((manifest) => ({ manifest, path: referenceArgument(manifest.Ref).path }))
      .filter(({ path }) => path !== target.path)
    for (const { manifest, path } of elsewhere)
      for (const digest of blobsOf(manifest)) await mountBlob(context, { path, digest }, target, insecure)
    for (const { manifest } of elsewhere) {
      const { mediaType, digest } = manifest.Descriptor
      const ref = { domain: target.domain, path: target.path, digest }
      const put = await putManifest(context, ref, mediaType, rawOf(manifest), insecure)
      await context.out(`Pushed ref ${fullString(ref)} with digest: ${put}\n`)
    }
    await context.out(`${await putManifest(context, target, list.mediaType, encode(list.text), insecure)}\n`)
    if (purge) forgetList(context, target)
  },
})
