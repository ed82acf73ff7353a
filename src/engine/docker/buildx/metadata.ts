import { fullName, parseReference, withDefaultTag } from '../../base/reference.ts'
import type { SolveResult } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import type { Output } from './outputs.ts'

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** What `--metadata-file` tells of a build (buildx, commands/build.go, decodeExporterResponse). */
export function metadataOf(
  { process }: ClientContext,
  { image, materials, platform }: SolveResult,
  { names }: Output,
  { label, target }: { readonly label: readonly string[]; readonly target: string },
): object {
  const id = Array.from({ length: 25 }, () => LETTERS[process.random.below(36)]).join('')
  const args = {
    ...Object.fromEntries(
      label.map((pair) => [`label:${pair.split('=', 1)[0]}`, pair.slice(pair.indexOf('=') + 1)]),
    ),
    ...(target && { target }),
  }
  return {
    'buildx.build.provenance': {
      builder: { id: '' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      materials: materials.map(({ uri, digest }) => ({
        uri: `pkg:docker/${uri.replace(/^docker\.io\/(library\/)?/, '').replace(/:([^:/]+)$/, '@$1')}?platform=${encodeURIComponent(platform)}`,
        ...(digest && { digest: { sha256: digest.replace('sha256:', '') } }),
      })),
      invocation: {
        configSource: { entryPoint: 'Dockerfile' },
        parameters: {
          frontend: 'dockerfile.v0',
          ...(Object.keys(args).length > 0 && { args }),
          locals: [{ name: 'context' }, { name: 'dockerfile' }],
        },
        environment: { platform },
      },
    },
    'buildx.build.ref': `default/default/${id}`,
    ...(image && { 'containerimage.config.digest': image, 'containerimage.digest': image }),
    ...(names.length > 0 && { 'image.name': names.map(wholeName).join(',') }),
  }
}

function wholeName(name: string): string {
  const reference = withDefaultTag(parseReference(name))
  const whole = fullName(reference)
  return parseReference(name).tag === undefined ? whole : `${whole}:${reference.tag}`
}
