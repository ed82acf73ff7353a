import { strings } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { annotated } from './image-manifest.ts'
import { listReference } from './list-reference.ts'
import { keepManifest, keptManifest } from './store.ts'

/** Systems and machines that a manifest may be for (docker/cli, manifest/util.go): Go's ports. */
const MACHINES: Readonly<Record<string, string>> = {
  darwin: '386 amd64 arm arm64',
  dragonfly: 'amd64',
  freebsd: '386 amd64 arm',
  linux: '386 amd64 arm arm64 ppc64le mips64 mips64le riscv64 s390x',
  netbsd: '386 amd64 arm',
  openbsd: '386 amd64 arm',
  plan9: '386 amd64',
  solaris: 'amd64',
  windows: '386 amd64',
}
const isPort = (os: string, machine: string): boolean =>
  Object.hasOwn(MACHINES, os) && MACHINES[os]!.split(' ').includes(machine)

export const manifestAnnotate = defineCommand({
  name: 'annotate',
  usage: '[OPTIONS] MANIFEST_LIST MANIFEST',
  summary: 'Add additional information to a local image manifest',
  args: exactly(2),
  flags: {
    arch: string('Set architecture'),
    os: string('Set operating system'),
    'os-features': strings('Set operating system feature'),
    'os-version': string('Set operating system version'),
    variant: string('Set architecture variant'),
  },
  async run(context, [listName, name], flags) {
    const list = listReference(listName!, 'annotate: error parsing name for manifest list')
    const ref = listReference(name!, 'annotate: error parsing name for manifest')
    const manifest = keptManifest(context, list, ref)
    if (!manifest) throw new ClientError(`manifest for image ${name} does not exist in ${listName}`)
    const before = manifest.Descriptor.platform?.['os.features'] ?? []
    const changed = annotated(manifest, {
      ...(flags.os && { os: flags.os }),
      ...(flags.arch && { architecture: flags.arch }),
      ...(flags.variant && { variant: flags.variant }),
      ...(flags['os-version'] && { 'os.version': flags['os-version'] }),
      'os.features': [...new Set([...before, ...flags['os-features']])],
    })
    const { os = '', architecture = '' } = changed.Descriptor.platform ?? {}
    if (!isPort(os, architecture))
      throw new ClientError(
        `manifest entry for image has unsupported os/arch combination: ${flags.os}/${flags.arch}`,
      )
    keepManifest(context, list, ref, changed)
  },
})
