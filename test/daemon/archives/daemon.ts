import type { ProgressMessage } from '../../../src/engine/daemon/api.ts'
import type { Daemon } from '../../../src/engine/daemon/daemon.ts'
import { EventLog } from '../../../src/engine/daemon/system/events.ts'
import { Kernel } from '../../../src/engine/kernel/kernel.ts'
import type { Channel } from '../../../src/engine/kernel/waiting.ts'
import { BlobStore } from '../../../src/engine/store/blobs.ts'
import { ImageStore, ReferenceStore } from '../../../src/engine/store/images.ts'
import { LayerStore } from '../../../src/engine/store/layers.ts'
import { nodePorts } from '../../../src/headless/ports.ts'

/** The stores and the clock of a daemon with nothing around them, for many runs of one part. */
export function openDaemon() {
  const kernel = new Kernel({
    seed: 'test',
    boot: 1_700_000_000_000_000_000n,
    executables: { identify: () => undefined, interpreter: () => undefined },
    release: '6.1',
    version: '#1',
    machine: 'x86_64',
  } as ConstructorParameters<typeof Kernel>[0])
  const now = () => kernel.now()
  const blobs = new BlobStore()
  const stores = {
    layers: new LayerStore(kernel.random('layers'), now),
    images: new ImageStore(blobs, now),
    references: new ReferenceStore(now),
    blobs,
  }
  const { layers, images, references } = stores
  const empty = [layers.state, images.state, references.state, blobs.state] as const
  const daemon = {
    host: { kernel, ports: nodePorts },
    events: new EventLog(kernel),
    ...stores,
  } as unknown as Daemon
  return {
    daemon,
    /** Empties the stores. */
    restore(): void {
      layers.restore(empty[0])
      images.restore(empty[1])
      references.restore(empty[2])
      blobs.restore(empty[3])
    },
    /** Runs one piece of work to its end; what it threw, or undefined. What it told is added to `messages`. */
    async run(
      work: (out: Channel<ProgressMessage>) => Promise<void>,
      messages: ProgressMessage[],
    ): Promise<unknown> {
      const out = kernel.channel<ProgressMessage>(4096)
      let outcome: { error?: unknown } | undefined
      kernel.scheduler.start(async () => {
        try {
          await work(out)
          outcome = {}
        } catch (error) {
          outcome = { error }
        }
        out.close()
        for (let message = await out.receive(); message; message = await out.receive()) messages.push(message)
      })
      for (let turns = 0; !outcome; turns++) {
        if (turns > 100_000) throw new Error('it hangs')
        if (await kernel.scheduler.run(10_000)) kernel.scheduler.advance()
      }
      await kernel.scheduler.run(10_000)
      return outcome.error
    },
  }
}
