import type { ImageID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import type { RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import { applyChanges } from '../changes/apply.ts'
import type { Daemon } from '../daemon.ts'
import { tagImage } from '../images/tag.ts'
import { commitContainer } from './commit.ts'
import { runConfigOf } from './config.ts'
import { logContainer } from './event.ts'
import { pauseContainer, unpauseContainer } from './pause.ts'
import type { Container } from './store.ts'

export interface CreateImageOptions {
  /** Name of the image, with a tag; none where it is empty. */
  readonly name: string
  readonly author: string
  readonly comment: string
  readonly pause: boolean
  /** Instructions of a Dockerfile. */
  readonly changes: readonly string[]
  /** What the image says of its containers, instead of what this one says. */
  readonly config: RunConfig | undefined
}

/** `docker commit`: a container's changes as an image on top of its own (moby, daemon/commit.go). */
export function createImage(daemon: Daemon, container: Container, options: CreateImageOptions): StoredImage {
  const { author, comment, name } = options
  const parent = daemon.images.get(container.imageID)
  if (!parent) throw new EngineError('internal', noConfig(container.imageID))
  const pauses = options.pause && container.state.Status === 'running'
  if (pauses) pauseContainer(daemon, container)
  try {
    const own = runConfigOf(container.config)
    const image = commitContainer(daemon, container, {
      parent,
      config: mergeConfig(applyChanges(options.config ?? own, options.changes), own),
      containerConfig: own,
      author,
      comment,
    })
    if (name !== '') tagImage(daemon, image.id, name)
    logContainer(daemon, 'commit', container, { comment, imageID: image.id, imageRef: name })
    return image
  } finally {
    if (pauses) unpauseContainer(daemon, daemon.containers.get(container.id) ?? container)
  }
}

/** Its image is gone: the image store says which file it misses. */
const noConfig = (id: ImageID): string =>
  `failed to get digest ${id}: open /var/lib/docker/image/overlay2/imagedb/content/${id.replace(':', '/')}: no such file or directory`

const nameOf = (variable: string): string => variable.split('=', 1)[0]!
const isEmpty = (list: readonly unknown[] | null | undefined): boolean => (list ?? []).length === 0

/** What a config does not say is said by the container's (moby, daemon/commit.go, merge). */
function mergeConfig(given: RunConfig, own: RunConfig): RunConfig {
  const names = new Set((given.Env ?? []).map(nameOf))
  const bare = isEmpty(given.Entrypoint)
  const Healthcheck =
    own.Healthcheck || given.Healthcheck ? { ...own.Healthcheck, ...given.Healthcheck } : undefined
  const StopSignal = given.StopSignal || own.StopSignal
  const volumes = { ...own.Volumes, ...given.Volumes }
  return {
    ...given,
    User: given.User || (own.User ?? ''),
    ExposedPorts: { ...own.ExposedPorts, ...given.ExposedPorts },
    Env: [...(given.Env ?? []), ...(own.Env ?? []).filter((variable) => !names.has(nameOf(variable)))],
    Labels: { ...own.Labels, ...given.Labels },
    Cmd: bare && isEmpty(given.Cmd) ? (own.Cmd ?? null) : (given.Cmd ?? null),
    Entrypoint: given.Entrypoint ?? own.Entrypoint ?? null,
    ...(Healthcheck && { Healthcheck }),
    WorkingDir: given.WorkingDir || (own.WorkingDir ?? ''),
    Volumes: Object.keys(volumes).length > 0 ? volumes : null,
    ...(StopSignal && { StopSignal }),
  }
}
