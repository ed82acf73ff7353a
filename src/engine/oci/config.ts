import { digestOf, type ImageID } from '../base/digest.ts'
import { EngineError } from '../base/errors.ts'
import { readJson } from '../base/json-read.ts'
import { shaped } from '../base/json-shape.ts'
import { decode } from '../base/text.ts'
import { IMAGE } from './config-shape.ts'
import { goJsonBytes } from './json.ts'
import type { Healthcheck, History, ImageConfig, RunConfig } from './types.ts'

/** Who writes a config: the classic builder and commit (`moby`), or BuildKit. They differ in order and in what they leave out. */
export type ConfigWriter = 'moby' | 'buildkit'

/** Drops keys without a value, as Go's `omitempty` does. */
export function compact(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === '' || value === false || value === 0) continue
    if (Array.isArray(value) && value.length === 0) continue
    if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0) continue
    kept[key] = value
  }
  return kept
}

/** A map as Go writes it: keys in order of their bytes. */
const sorted = <T>(
  map: Readonly<Record<string, T>> | null | undefined,
): Record<string, T> | null | undefined =>
  map && Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))

const healthcheck = (check: Healthcheck | undefined): unknown =>
  check &&
  compact({
    Test: check.Test,
    Interval: check.Interval,
    Timeout: check.Timeout,
    StartPeriod: check.StartPeriod,
    StartInterval: check.StartInterval,
    Retries: check.Retries,
  })

/** container.Config of moby: most fields are always written. */
export const mobyRunConfig = (config: RunConfig): Record<string, unknown> => ({
  Hostname: config.Hostname ?? '',
  Domainname: config.Domainname ?? '',
  User: config.User ?? '',
  AttachStdin: config.AttachStdin ?? false,
  AttachStdout: config.AttachStdout ?? false,
  AttachStderr: config.AttachStderr ?? false,
  ...compact({ ExposedPorts: sorted(config.ExposedPorts) }),
  Tty: config.Tty ?? false,
  OpenStdin: config.OpenStdin ?? false,
  StdinOnce: config.StdinOnce ?? false,
  Env: config.Env ?? null,
  Cmd: config.Cmd ?? null,
  ...compact({ Healthcheck: healthcheck(config.Healthcheck), ArgsEscaped: config.ArgsEscaped }),
  Image: config.Image ?? '',
  Volumes: sorted(config.Volumes) ?? null,
  WorkingDir: config.WorkingDir ?? '',
  Entrypoint: config.Entrypoint ?? null,
  OnBuild: config.OnBuild ?? null,
  Labels: sorted(config.Labels) ?? null,
  ...compact({ StopSignal: config.StopSignal, StopTimeout: config.StopTimeout, Shell: config.Shell }),
})

/** ImageConfig of the image spec, then Docker's extension: nothing empty is written. */
const buildkitRunConfig = (config: RunConfig): Record<string, unknown> =>
  compact({
    User: config.User,
    ExposedPorts: sorted(config.ExposedPorts),
    Env: config.Env,
    Entrypoint: config.Entrypoint,
    Cmd: config.Cmd,
    Volumes: sorted(config.Volumes),
    WorkingDir: config.WorkingDir,
    Labels: sorted(config.Labels),
    StopSignal: config.StopSignal,
    ArgsEscaped: config.ArgsEscaped,
    Healthcheck: healthcheck(config.Healthcheck),
    OnBuild: config.OnBuild,
    Shell: config.Shell,
  })

const historyRow = (row: History, writer: ConfigWriter): Record<string, unknown> =>
  compact(
    writer === 'moby'
      ? {
          created: row.created,
          author: row.author,
          created_by: row.created_by,
          comment: row.comment,
          empty_layer: row.empty_layer,
        }
      : {
          created: row.created,
          created_by: row.created_by,
          author: row.author,
          comment: row.comment,
          empty_layer: row.empty_layer,
        },
  )

/** The bytes of a config document as `writer` would write them. Both sort the top level by name. */
export function configBytes(config: ImageConfig, writer: ConfigWriter): Uint8Array {
  const run = writer === 'moby' ? mobyRunConfig : buildkitRunConfig
  return goJsonBytes({
    architecture: config.architecture,
    ...compact({ author: config.author, comment: config.comment }),
    config: run(config.config ?? {}),
    ...compact({ container: config.container }),
    ...(config.container_config && { container_config: run(config.container_config) }),
    ...compact({ created: config.created, docker_version: config.docker_version }),
    ...(config.history && { history: config.history.map((row) => historyRow(row, writer)) }),
    os: config.os,
    rootfs: { type: 'layers', diff_ids: config.rootfs.diff_ids },
    ...compact({ variant: config.variant }),
  })
}

/** ID of the image that has this config. */
export const imageIDOf = (bytes: Uint8Array): ImageID => digestOf<'config'>(bytes)

/**
 * Reads a config document as the daemon does: fields it knows, of their types, `linux` where it names no system.
 * Throws `invalid` with its text where the document is none. Empty lists and null are told apart no more.
 */
export function parseConfig(bytes: Uint8Array, without = 'invalid image JSON, no RootFS key'): ImageConfig {
  const value = shaped(readJson(decode(bytes)), IMAGE, 'Image') as Partial<ImageConfig> | undefined
  if (!value?.rootfs) throw new EngineError('invalid', without)
  const { type = 'layers', diff_ids = [] } = value.rootfs as Partial<ImageConfig['rootfs']>
  return {
    ...value,
    architecture: value.architecture ?? '',
    os: value.os || 'linux',
    rootfs: { type, diff_ids },
  }
}

/** Each history row with the diffID of the layer it made, if it made one. Rows are oldest first. */
export function historyWithLayers(
  config: ImageConfig,
): { row: History; diffID?: ImageConfig['rootfs']['diff_ids'][number] }[] {
  let next = 0
  return (config.history ?? []).map((row) => {
    if (row.empty_layer) return { row }
    const diffID = config.rootfs.diff_ids[next++]
    return diffID === undefined ? { row } : { row, diffID }
  })
}
