import { List } from 'immutable'
import { EngineError } from '../../base/errors.ts'
import type { StoredImage } from '../../store/images.ts'
import { newDirectory } from '../../store/layers.ts'
import { emptyTree } from '../../vfs/tree.ts'
import type { ContainerCreateBody } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { getImage } from '../images/lookup.ts'
import { claimName, generateName } from './names.ts'
import type { Container, ContainerConfig } from './store.ts'

/** Creates a container: its configuration, its name, an empty writable layer. Nothing runs yet. */
export function createContainer(
  daemon: Daemon,
  body: ContainerCreateBody,
  wanted: string | undefined,
): Container {
  const image = getImage(daemon, body.Image)
  const { random, now } = { random: daemon.host.kernel.random('containers'), now: daemon.host.kernel.now() }
  const config = configOf(body, image)
  if (config.WorkingDir !== '' && !config.WorkingDir.startsWith('/'))
    throw new EngineError(
      'invalid',
      `the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`,
    )
  const name =
    wanted === undefined || wanted === ''
      ? generateName(daemon.host.kernel.random('container names'), daemon.containers)
      : claimName(wanted, daemon.containers)
  if ((config.Cmd ?? []).length === 0 && (config.Entrypoint ?? []).length === 0)
    throw new EngineError('invalid', 'no command specified')
  const id = random.hex(64)
  const { chainID } = image
  if (chainID !== undefined) {
    daemon.layers.retain(chainID)
    daemon.layers.commit(chainID)
  }
  return daemon.containers.put({
    id,
    name,
    created: now,
    imageID: image.id,
    chainID,
    config: { ...config, Hostname: config.Hostname || id.slice(0, 12) },
    autoRemove: body.HostConfig?.AutoRemove ?? false,
    readOnly: body.HostConfig?.ReadonlyRootfs ?? false,
    state: {
      Status: 'created',
      Running: false,
      Pid: 0,
      ExitCode: 0,
      Error: '',
      StartedAt: undefined,
      FinishedAt: undefined,
    },
    mount: { ...newDirectory(random), initLink: newDirectory(random).link },
    upper: emptyTree({ time: now }),
    log: List(),
  })
}

/** The user's settings over the image's (moby, daemon/commit.go, merge). */
function configOf(body: ContainerCreateBody, image: StoredImage): ContainerConfig {
  const own = image.config.config ?? {}
  const entrypoint = body.Entrypoint ?? undefined
  const replaced = entrypoint !== undefined
  const cleared = replaced && (entrypoint.length === 0 || entrypoint[0] === '')
  const cmd = body.Cmd && body.Cmd.length > 0 ? body.Cmd : replaced ? null : (own.Cmd ?? null)
  const names = new Set((body.Env ?? []).map((item) => item.split('=', 1)[0]))
  return {
    Hostname: body.Hostname ?? '',
    User: body.User || (own.User ?? ''),
    AttachStdin: body.AttachStdin ?? false,
    AttachStdout: body.AttachStdout ?? false,
    AttachStderr: body.AttachStderr ?? false,
    Tty: body.Tty ?? false,
    OpenStdin: body.OpenStdin ?? false,
    StdinOnce: body.StdinOnce ?? false,
    Env: [...(body.Env ?? []), ...(own.Env ?? []).filter((item) => !names.has(item.split('=', 1)[0]!))],
    Cmd: cmd,
    Entrypoint: cleared ? null : (entrypoint ?? own.Entrypoint ?? null),
    Image: body.Image,
    WorkingDir: body.WorkingDir || (own.WorkingDir ?? ''),
    Labels: { ...own.Labels, ...body.Labels },
    StopSignal: own.StopSignal,
    ExposedPorts: { ...own.ExposedPorts },
    Volumes: own.Volumes ?? null,
  }
}

/** Path and arguments of the first process: entry point, then command. */
export function commandOf(config: ContainerConfig): readonly string[] {
  return [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
}
