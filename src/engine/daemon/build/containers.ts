import { shortID } from '../../base/digest.ts'
import { decode } from '../../base/text.ts'
import type { RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { HostConfig } from '../api.ts'
import { createContainer } from '../containers/create.ts'
import { logContainer } from '../containers/event.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'

/** The containers that a build makes on its way (moby, builder/dockerfile/containerbackend.go). */
export class BuildContainers {
  private readonly daemon: Daemon
  private readonly say: (text: string) => void
  private readonly made = new Set<string>()

  constructor(daemon: Daemon, say: (text: string) => void) {
    this.daemon = daemon
    this.say = say
  }

  create(image: StoredImage | undefined, config: RunConfig, hostConfig: Partial<HostConfig>): Container {
    const { StopTimeout: _timeout, ...rest } = config
    const body = { ...rest, Image: image?.id ?? '', HostConfig: hostConfig }
    const { container, warnings } = createContainer(
      this.daemon,
      body,
      undefined,
      undefined,
      image ?? this.nothing(),
    )
    logContainer(this.daemon, 'create', container)
    this.made.add(container.id)
    for (const warning of warnings) this.say(` ---> [Warning] ${warning}\n`)
    this.say(` ---> Running in ${shortID(container.id)}\n`)
    return container
  }

  /** Runs a container to its end; what it says comes with the build's own messages, errors in red. Returns its exit code. */
  async run(id: string): Promise<number> {
    const { runtime, containers } = this.daemon
    const container = containers.get(id)!
    const attached = runtime
      .streams(container)
      .attach(undefined, { stdin: false, stdout: true, stderr: true }, () => {}, false)
    logContainer(this.daemon, 'attach', container)
    const ended = runtime.exitOf(id, 'next-exit')
    runtime.start(id)
    for (;;) {
      const frame = await attached.next()
      if (!frame) break
      const text = decode(frame.bytes)
      this.say(frame.stream === 'stderr' ? `\x1b[91m${text}\x1b[0m` : text)
    }
    return ended()
  }

  removeAll(): void {
    for (const id of this.made) {
      const container = this.daemon.containers.get(id)
      if (container) this.daemon.runtime.forget(container, { volumes: true })
      this.say(` ---> Removed intermediate container ${shortID(id)}\n`)
    }
    this.made.clear()
  }

  /** What a stage from scratch starts with. */
  private nothing(): StoredImage {
    const { architecture } = this.daemon.host
    return {
      id: '' as StoredImage['id'],
      bytes: new Uint8Array(0),
      config: { architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: [] } },
      created: 0n,
      parent: undefined,
      builtLocally: false,
      chainID: undefined,
      tagged: undefined,
      stored: 0n,
    }
  }
}
