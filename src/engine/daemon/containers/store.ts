import { type List, OrderedMap } from 'immutable'
import type { ChainID, ImageID } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Healthcheck } from '../../oci/types.ts'
import type { Tree } from '../../vfs/tree.ts'
import type { EndpointSettings, HostConfig } from '../api.ts'
import type { Sandbox } from '../networks/endpoints.ts'
import type { ContainerMount } from './mounts/mount-points.ts'

/** One line of a container's log, as the json-file driver keeps it. */
export interface LogLine {
  readonly stream: 'stdout' | 'stderr'
  readonly bytes: Uint8Array
  readonly time: Instant
}

export interface ContainerStatus {
  readonly Status: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead'
  /** True also while it is paused, and while it waits for its next start. */
  readonly Running: boolean
  readonly OOMKilled: boolean
  readonly Pid: number
  readonly ExitCode: number
  readonly Error: string
  readonly StartedAt: Instant | undefined
  readonly FinishedAt: Instant | undefined
}

/** One run of a health check. */
export interface HealthResult {
  readonly Start: Instant
  readonly End: Instant
  /** -1 where it did not end in time. */
  readonly ExitCode: number
  readonly Output: string
}
export interface Health {
  readonly Status: 'starting' | 'healthy' | 'unhealthy'
  readonly FailingStreak: number
  /** The last five, oldest first. */
  readonly Log: readonly HealthResult[]
}

/** What a container starts with: the image's config and the user's together. */
export interface ContainerConfig {
  readonly Hostname: string
  readonly Domainname: string
  readonly User: string
  readonly AttachStdin: boolean
  readonly AttachStdout: boolean
  readonly AttachStderr: boolean
  readonly Tty: boolean
  readonly OpenStdin: boolean
  readonly StdinOnce: boolean
  readonly Env: readonly string[]
  readonly Cmd: readonly string[] | null
  readonly Entrypoint: readonly string[] | null
  readonly Image: string
  readonly WorkingDir: string
  readonly Labels: Readonly<Record<string, string>>
  readonly StopSignal: string | undefined
  /** In seconds. */
  readonly StopTimeout: number | undefined
  readonly Healthcheck: Healthcheck | undefined
  readonly OnBuild: readonly string[] | null
  readonly Shell: readonly string[] | undefined
  readonly ExposedPorts: Readonly<Record<string, object>>
  readonly Volumes: Readonly<Record<string, object>> | null
}

export interface Link {
  readonly alias: string
  /** ID. */
  readonly child: string
}

/** A container as the daemon remembers it, running or not. Immutable: a change makes another value. */
export interface Container {
  /** 64 hex digits. */
  readonly id: string
  readonly name: string
  readonly created: Instant
  readonly imageID: ImageID
  /** Top of the image's layers. */
  readonly chainID: ChainID | undefined
  readonly config: ContainerConfig
  readonly hostConfig: HostConfig
  /** Other containers on the bridge that it knows by a name of its own. */
  readonly links: readonly Link[]
  /** Ordered by destination. */
  readonly mounts: readonly ContainerMount[]
  /** Networks by name, as the user asked for them. */
  readonly networks: Readonly<Record<string, EndpointSettings>>
  /** What it has of the network while it runs. */
  readonly sandbox: Sandbox | undefined
  readonly state: ContainerStatus
  /** Starts by its restart policy since somebody started it. */
  readonly restartCount: number
  /** What its health check found; undefined where it has none or never ran. */
  readonly health: Health | undefined
  /** Directory below overlay2 of its writable layer, and of the init layer below that. */
  readonly mount: { readonly cacheID: string; readonly link: string; readonly initLink: string }
  /** The writable layer as it was when the container last stopped or was created. */
  readonly upper: Tree
  readonly log: List<LogLine>
}

/** Containers by ID, oldest first. The whole state is one persistent map. */
export class ContainerStore {
  private containers = OrderedMap<string, Container>()
  private readonly now: () => Instant
  private lastChange: Instant | undefined
  constructor(now: () => Instant) {
    this.now = now
  }

  /** When a container came or went last: the time of the directory `containers`. Undefined where none ever did. */
  get changed(): Instant | undefined {
    return this.lastChange
  }
  get state(): OrderedMap<string, Container> {
    return this.containers
  }
  restore(state: OrderedMap<string, Container>): void {
    this.containers = state
  }
  get(id: string): Container | undefined {
    return this.containers.get(id)
  }
  byName(name: string): Container | undefined {
    return this.containers.find((container) => container.name === name)
  }
  all(): Container[] {
    return [...this.containers.values()]
  }
  put(container: Container): Container {
    if (!this.containers.has(container.id)) this.lastChange = this.now()
    this.containers = this.containers.set(container.id, container)
    return container
  }
  /** Changes a container that is still there. */
  update(id: string, change: Partial<Container>): void {
    const container = this.containers.get(id)
    if (container) this.put({ ...container, ...change })
  }
  remove(id: string): void {
    this.containers = this.containers.delete(id)
    this.lastChange = this.now()
  }
}
