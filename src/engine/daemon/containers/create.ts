import { List } from 'immutable'
import { EngineError } from '../../base/errors.ts'
import { formatPlatform, platformMatches } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import { newDirectory } from '../../store/layers.ts'
import type { ContainerCreateBody } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { getImage } from '../images/lookup.ts'
import { networksOf } from '../networks/attachments.ts'
import { configOf, verifyConfig } from './config.ts'
import { hostConfigOf } from './host-config.ts'
import { linksOf } from './links.ts'
import { mountPointsOf } from './mounts/mount-points.ts'
import { populateVolumes } from './mounts/mounting.ts'
import { claimName, generateName } from './names.ts'
import { openRootfs } from './rootfs.ts'
import { checkRequest } from './settings/request.ts'
import { securityOf } from './settings/security.ts'
import { verifySettings } from './settings/verify.ts'
import { noteCreation } from './starts/facts.ts'
import type { Container } from './store.ts'
import { emptyUpper } from './writable-layer.ts'

/** Digits of an ID that stand for the whole, as in a container's host name. */
const SHORT_ID = 12

/**
 * Creates a container: its configuration, its name, an empty writable layer. Nothing runs yet. `base` stands for no image
 * at all; otherwise the body names it.
 */
export function createContainer(
  daemon: Daemon,
  body: ContainerCreateBody,
  wanted: string | undefined,
  platform: Platform | undefined,
  base?: StoredImage,
): { container: Container; warnings: string[] } {
  const { random, now } = { random: daemon.host.kernel.random('containers'), now: daemon.host.kernel.now() }
  checkRequest(body)
  if (!base && !body.Image)
    throw new EngineError('not-implemented', 'a container without an image is not simulated by Strata')
  verifyConfig(body)
  const warnings = verifySettings(body.HostConfig ?? {}, daemon.host.machine)
  const image = base ?? getImage(daemon, body.Image, platform)
  const config = configOf(body, image)
  if ((config.Cmd ?? []).length === 0 && (config.Entrypoint ?? []).length === 0)
    throw new EngineError('invalid', 'no command specified')
  const hostConfig = hostConfigOf(daemon, body.HostConfig ?? {})
  const name =
    wanted === undefined || wanted === ''
      ? generateName(daemon.host.kernel.random('container names'), daemon.containers)
      : claimName(wanted, daemon.containers)
  securityOf(hostConfig)
  checkStorage(hostConfig.StorageOpt ?? {})
  const links = linksOf(daemon, hostConfig)
  const networks = networksOf(daemon, body, hostConfig)
  const mounts = mountPointsOf(daemon, hostConfig, config)
  const id = random.hex(64)
  const onHost = hostConfig.NetworkMode === 'host' && config.Hostname === ''
  const hostname = onHost
    ? daemon.host.process.namespaces.uts.hostname
    : config.Hostname || id.slice(0, SHORT_ID)
  const { chainID } = image
  if (chainID !== undefined) {
    daemon.layers.retain(chainID)
    daemon.layers.commit(chainID)
  }
  const container = daemon.containers.put({
    id,
    name,
    created: now,
    imageID: image.id,
    chainID,
    config: { ...config, Hostname: hostname },
    hostConfig: { ...hostConfig, Links: null },
    links,
    mounts,
    networks,
    sandbox: undefined,
    state: {
      Status: 'created',
      Running: false,
      OOMKilled: false,
      Pid: 0,
      ExitCode: 0,
      Error: '',
      StartedAt: undefined,
      FinishedAt: undefined,
    },
    restartCount: 0,
    health: undefined,
    mount: { ...newDirectory(random), initLink: newDirectory(random).link },
    upper: emptyUpper(now, daemon.host.kernel.random('overlay marks').bytes(16)),
    log: List(),
  })
  noteCreation(daemon, container, wanted)
  populateVolumes(daemon, mounts, openRootfs(daemon, container))
  return { container, warnings: [...warnings, ...(platform ? [] : platformWarnings(image))] }
}

/** Refuses options of the storage driver: the disk is ext4 (moby, daemon/graphdriver/overlay2). */
function checkStorage(options: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (name.toLowerCase() !== 'size') throw new EngineError('invalid', `Unknown option ${name}`)
    if (!/^\d+(\.\d+)? ?([kmgtp]i?b?|b)?$/i.test(value))
      throw new EngineError('invalid', `invalid size: '${value}'`)
    throw new EngineError(
      'invalid',
      "--storage-opt is supported only for overlay over xfs with 'pquota' mount option",
    )
  }
}

/** What the machine runs. */
const HOST: Platform = { os: 'linux', architecture: 'amd64', variant: 'v3' }

/** An image of another machine is taken all the same, where nobody asked for a platform. */
function platformWarnings({ config }: StoredImage): string[] {
  const { os, architecture, variant } = config
  const own = { os, architecture, ...(variant && { variant }) }
  if (platformMatches(HOST, own)) return []
  return [
    `The requested image's platform (${formatPlatform(own)}) does not match the detected host platform (${formatPlatform(HOST)}) and no specific platform was requested`,
  ]
}
