import { sha256Hex } from '../../../src/engine/base/digest.ts'
import { type Member, tar } from './raw-tar.ts'

export const layer = (...members: readonly (Member | Uint8Array)[]): Uint8Array => tar(...members)
export const plainLayer = (): Uint8Array =>
  layer(
    { name: 'etc/', type: '5' },
    { name: 'etc/motd', data: 'hello\n' },
    { name: 'etc/link', type: '2', link: 'motd' },
  )

export const configOf = (
  layers: readonly Uint8Array[],
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  architecture: 'amd64',
  config: { Cmd: ['sh'], Env: ['PATH=/bin'] },
  created: '2024-01-02T03:04:05.123456789Z',
  history: layers.map((_, i) => ({ created: '2024-01-02T03:04:05Z', created_by: `step ${i}` })),
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: layers.map((one) => `sha256:${sha256Hex(one)}`) },
  ...more,
})

/** The members of an archive as Docker 28 writes it, without the OCI documents that `docker load` does not read. */
export function imageMembers(
  layers: readonly Uint8Array[],
  options: { tags?: readonly string[] | null; config?: unknown; manifest?: Record<string, unknown> } = {},
): { members: Member[]; manifest: Record<string, unknown> } {
  const config = JSON.stringify(options.config ?? configOf(layers))
  const path = (data: Uint8Array | string): string => `blobs/sha256/${sha256Hex(data)}`
  const blobs = new Map<string, Uint8Array | string>([...layers, config].map((data) => [path(data), data]))
  const manifest = {
    Config: path(config),
    RepoTags: options.tags === undefined ? ['hostile:1'] : options.tags,
    Layers: layers.map(path),
    ...options.manifest,
  }
  return {
    manifest,
    members: [...blobs].map(([name, data]) => ({ name, data })),
  }
}

/** An archive of one image. */
export function archiveOf(...args: Parameters<typeof imageMembers>): Uint8Array {
  const { members, manifest } = imageMembers(...args)
  return tar(...members, { name: 'manifest.json', data: JSON.stringify([manifest]) })
}
