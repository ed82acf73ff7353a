import { byCodeUnit } from '../../base/text.ts'
import { rfc3339Nano } from '../../base/time.ts'
import { topFirst } from '../../oci/chain.ts'
import type { Healthcheck } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { StoredLayer } from '../../store/layers.ts'
import type { ImageConfigReply, ImageInspect } from '../api.ts'
import type { Daemon } from '../daemon.ts'

export const OVERLAY2 = '/var/lib/docker/overlay2'
const ZERO_TIME = '0001-01-01T00:00:00Z'

/** Bytes of all files in all layers of an image: the SIZE of `docker images`. */
export const imageSize = (daemon: Daemon, image: StoredImage): number =>
  daemon.layers.stack(image.chainID).reduce((sum, { layer }) => sum + layer.size, 0)

/** Tags and digests of an image as the API lists them. */
export function namesOf(daemon: Daemon, image: StoredImage): { tags: string[]; digests: string[] } {
  const names = daemon.references.of(image.id)
  return { tags: names.filter((n) => !n.includes('@')), digests: names.filter((n) => n.includes('@')) }
}

/** `GraphDriver.Data` of a stack whose top is shown as upperdir. */
export function graphData(stack: readonly StoredLayer[]): Record<string, string> | null {
  const [top, ...lower] = topFirst(stack)
  if (!top) return null
  const directory = `${OVERLAY2}/${top.cacheID}`
  return {
    ...(lower.length > 0 && {
      LowerDir: lower.map((layer) => `${OVERLAY2}/${layer.cacheID}/diff`).join(':'),
    }),
    MergedDir: `${directory}/merged`,
    UpperDir: `${directory}/diff`,
    WorkDir: `${directory}/work`,
  }
}

export function inspectImage(daemon: Daemon, image: StoredImage): ImageInspect {
  const { config } = image
  const { tags, digests } = namesOf(daemon, image)
  const run = config.config ?? {}
  const reply: ImageConfigReply = {
    ...(run.ArgsEscaped && { ArgsEscaped: true }),
    Cmd: run.Cmd ? [...run.Cmd] : null,
    Entrypoint: run.Entrypoint ? [...run.Entrypoint] : null,
    Env: run.Env ? [...run.Env] : null,
    ...(run.ExposedPorts && { ExposedPorts: { ...run.ExposedPorts } }),
    ...(run.Healthcheck && { Healthcheck: sortedKeys(run.Healthcheck) }),
    Labels: run.Labels ? { ...run.Labels } : null,
    OnBuild: run.OnBuild ? [...run.OnBuild] : null,
    ...(run.Shell && { Shell: [...run.Shell] }),
    ...(run.StopSignal && { StopSignal: run.StopSignal }),
    User: run.User ?? '',
    Volumes: run.Volumes ? { ...run.Volumes } : null,
    WorkingDir: run.WorkingDir ?? '',
  }
  return {
    Id: image.id,
    RepoTags: tags,
    RepoDigests: digests,
    Parent: image.parent ?? '',
    Comment: config.comment ?? lastComment(image),
    Created: config.created ?? ZERO_TIME,
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    ...(config.variant && { Variant: config.variant }),
    Os: config.os,
    Size: imageSize(daemon, image),
    GraphDriver: { Data: graphData(daemon.layers.stack(image.chainID)), Name: 'overlay2' },
    RootFS: { Type: 'layers', Layers: [...config.rootfs.diff_ids] },
    Metadata: { LastTagTime: image.tagged === undefined ? ZERO_TIME : rfc3339Nano(image.tagged) },
    Config: reply,
  }
}

/** The daemon adds old fields to the config as JSON, which sorts the keys of all that is in it (moby, images_routes.go). */
const sortedKeys = (check: Healthcheck): Healthcheck =>
  Object.fromEntries(Object.entries(check).sort(([a], [b]) => byCodeUnit(a, b)))

/** Without a comment of its own, an image shows the one of its last step. */
const lastComment = (image: StoredImage): string => image.config.history?.at(-1)?.comment ?? ''
