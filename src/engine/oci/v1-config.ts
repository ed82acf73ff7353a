import type { DiffID } from '../base/digest.ts'
import { readJson } from '../base/json-read.ts'
import { shaped } from '../base/json-shape.ts'
import { byCodeUnit, decode } from '../base/text.ts'
import { compact, mobyRunConfig } from './config.ts'
import { V1_IMAGE } from './config-shape.ts'
import { goJsonBytes } from './json.ts'
import type { History, ImageConfig } from './types.ts'

type V1Image = Partial<Omit<ImageConfig, 'rootfs' | 'history'>> & {
  readonly id?: string
  readonly parent?: string
}

const parse = (bytes: Uint8Array): V1Image => (shaped(readJson(decode(bytes)), V1_IMAGE, '') ?? {}) as V1Image

/** Docker from this version on wrote configs whose fields may be taken as they are (moby, image/v1). */
const TRUSTED = [1, 8, 3]
function isTrusted(version = ''): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  for (const [i, wanted] of TRUSTED.entries()) if ((parts[i] ?? 0) !== wanted) return (parts[i] ?? 0) > wanted
  return true
}
const OWN = new Set(['id', 'parent', 'Size', 'parent_id', 'layer_id', 'throwaway'])

/** The row of history that a config of an image before Docker 1.10 tells of. */
export function historyOfV1(bytes: Uint8Array): History {
  const { created, author, comment, container_config } = parse(bytes)
  return compact({ created, created_by: container_config?.Cmd?.join(' '), author, comment }) as History
}

/** The config document that the daemon makes of one from before Docker 1.10 (`MakeConfigFromV1Config`). */
export function configOfV1(
  bytes: Uint8Array,
  diffIDs: readonly DiffID[],
  history: readonly History[],
): Uint8Array {
  const image = parse(bytes)
  const fields: Record<string, unknown> = isTrusted(image.docker_version)
    ? (readJson(decode(bytes)) as Record<string, unknown>)
    : {
        ...compact({ comment: image.comment, container: image.container }),
        created: image.created ?? null,
        container_config: mobyRunConfig(image.container_config ?? {}),
        ...compact({ docker_version: image.docker_version, author: image.author }),
        ...(image.config && { config: mobyRunConfig(image.config) }),
        ...compact({ architecture: image.architecture, variant: image.variant, os: image.os }),
      }
  const all = { ...fields, rootfs: { type: 'layers', diff_ids: diffIDs }, history }
  return goJsonBytes(
    Object.fromEntries(
      Object.entries(all)
        .filter(([key]) => !OWN.has(key))
        .sort(([a], [b]) => byCodeUnit(a, b)),
    ),
  )
}
