import type { Daemon } from '../../daemon/daemon.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { layersView, viewSources } from './layers.ts'
import { overlaySources, overlayView } from './overlay.ts'
import { OverlayLog } from './overlay-log.ts'
import { type Network, PacketLog, portsSources, portsView } from './ports/view.ts'
import { processesView, processSources } from './processes.ts'
import { startSources, startView } from './start.ts'
import type { LayersSnapshot, Snapshot, ViewQuery } from './types.ts'
import { wireSources, wireView } from './wire.ts'

/** A snapshot without its version. */
type Content = Snapshot extends infer S ? (S extends Snapshot ? Omit<S, 'version'> : never) : never

/** Makes the view that is asked for, anew only when what it shows has changed. */
export class Viewer {
  readonly #kernel: Kernel
  readonly #daemon: Daemon
  readonly #network: Network
  #packets: PacketLog | undefined
  #overlays: OverlayLog | undefined
  #version = 0
  #asked = ''
  #sources: readonly unknown[] = []
  #content: Content

  constructor(network: Network) {
    const { kernel, daemon } = network
    this.#kernel = kernel
    this.#daemon = daemon
    this.#network = network
    this.#content = { view: 'layers', layers: layersView(daemon) }
  }

  /** Notes from now on what overlays are asked, and what becomes of packets. */
  observe(): void {
    this.#overlays ??= new OverlayLog(this.#kernel)
    this.#packets ??= new PacketLog(this.#kernel)
    this.#daemon.wire.on = true
  }

  show(query?: { readonly view: 'layers' }): LayersSnapshot
  show(query: ViewQuery): Snapshot
  show(query: ViewQuery = { view: 'layers' }): Snapshot {
    const asked = JSON.stringify(query)
    const sources = this.#sourcesOf(query)
    const same = sources.length === this.#sources.length && sources.every((s, i) => s === this.#sources[i])
    if (asked !== this.#asked || !same) {
      this.#asked = asked
      this.#sources = sources
      this.#version++
      this.#content = this.#contentOf(query)
    }
    return { version: this.#version, ...this.#content } as Snapshot
  }

  #sourcesOf(query: ViewQuery): unknown[] {
    const machine = { kernel: this.#kernel, daemon: this.#daemon }
    switch (query.view) {
      case 'layers':
        return viewSources(this.#daemon)
      case 'overlay':
        return overlaySources(machine, this.#overlays)
      case 'start':
        return startSources(this.#daemon)
      case 'processes':
        return processSources(machine, query.pid)
      case 'wire':
        return wireSources(this.#daemon)
      case 'ports':
        return portsSources(this.#network, query)
      case 'machine':
        return []
    }
  }

  #contentOf(query: ViewQuery): Content {
    const machine = { kernel: this.#kernel, daemon: this.#daemon }
    switch (query.view) {
      case 'layers':
        return { view: 'layers', layers: layersView(this.#daemon) }
      case 'overlay':
        return { view: 'overlay', overlay: overlayView(machine, this.#overlays, query) }
      case 'start':
        return { view: 'start', start: startView(this.#daemon, query.start) }
      case 'processes':
        return { view: 'processes', processes: processesView(machine, query.pid) }
      case 'wire':
        return { view: 'wire', wire: wireView(this.#daemon) }
      case 'ports':
        return { view: 'ports', ports: portsView(this.#network, this.#packets, query) }
      // A host that is simply up has none; a PC's world shows its own.
      case 'machine':
        return { view: 'machine', machine: undefined }
    }
  }
}
