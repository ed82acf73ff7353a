import './layers.css'
import type { ContainerView, LayersView, OriginView } from '../../src/engine/world.ts'
import type { ExplainQuery } from '../../src/sandbox/protocol.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { containerDetail, imageDetail, layerDetail, originList } from './detail.ts'
import {
  type Bed,
  bedsOf,
  drawnOf,
  humanSize,
  imageName,
  lookOf,
  newsBetween,
  shortID,
  shortInstruction,
  sizeClass,
} from './model.ts'

const LOOKS = 8
/** News that are spoken one by one. */
const SPOKEN = 5
const nothing: LayersView = { images: [], layers: [], containers: [] }

/**
 * Images as beds of rock: nested lists, base outermost, drawn from the bottom up. A shared layer is one block below
 * everything that stands on it. A block opens its details below the drawing.
 */
export class LayersElement extends HTMLElement {
  #view = nothing
  #selected: string | undefined
  #explain: (query: ExplainQuery) => Promise<readonly OriginView[]> = () => Promise.resolve([])
  readonly #news = element('p', { class: 'sr-only', role: 'status' })
  readonly #cut = element('p', { class: 'beds-legend', hidden: true })
  readonly #beds = element('div', { class: 'beds-scroll', tabindex: 0 })
  readonly #detail = element('div', { class: 'bed-detail' })

  connectedCallback(): void {
    if (this.childElementCount > 0) return
    this.#beds.setAttribute('role', 'group')
    this.#beds.setAttribute('aria-label', text('strata.layers'))
    this.append(
      element('h3', { class: 'sr-only' }, text('strata.layers')),
      element('p', { class: 'beds-legend' }, text('strata.layers.legend')),
      this.#news,
      this.#cut,
      this.#beds,
      this.#detail,
    )
    this.#draw()
  }

  /** Where to ask which layer supplies a path. */
  connect(explain: (query: ExplainQuery) => Promise<readonly OriginView[]>): void {
    this.#explain = explain
    this.#view = nothing
  }

  /** Draws a new state and says what changed. */
  show(view: LayersView): void {
    const before = this.#view
    this.#view = view
    this.#announce(before)
    this.#draw()
  }

  #announce(before: LayersView): void {
    const name = (image: LayersView['images'][number]) => imageName(image) ?? shortID(image.id)
    const news = newsBetween(before, this.#view)
    const sentences = [
      ...(news.images.length > SPOKEN
        ? [text('strata.news.images', { count: news.images.length })]
        : news.images.map((i) => text('strata.news.image', { name: name(i), count: i.layers.length }))),
      ...(news.imagesGone.length > SPOKEN
        ? [text('strata.news.imagesGone', { count: news.imagesGone.length })]
        : news.imagesGone.map((i) => text('strata.news.imageGone', { name: name(i) }))),
      ...news.containers.map((c) => text('strata.news.container', { name: c.name })),
      ...news.containersGone.map((c) => text('strata.news.containerGone', { name: c.name })),
    ]
    if (sentences.length > 0) this.#news.textContent = sentences.join('. ')
  }

  #draw(): void {
    const focused = this.#beds.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined
    const beds = bedsOf(this.#view)
    const drawn = drawnOf(this.#view)
    const bare = drawn.filter((image) => image.layers.length === 0)
    this.querySelector('.beds-legend')?.toggleAttribute('hidden', beds.length === 0)
    const count = this.#view.images.length
    this.#cut.hidden = count === drawn.length
    this.#cut.textContent = text('strata.layers.cut', { shown: drawn.length, count })
    this.#beds.replaceChildren(
      beds.length + bare.length > 0
        ? this.#list(beds)
        : element('p', { class: 'beds-empty' }, text('strata.layers.empty')),
    )
    if (focused) this.#beds.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus()
    this.#showDetail()
  }

  #list(beds: readonly Bed[], extra: readonly HTMLElement[] = [], below = -1): HTMLElement {
    return element('ul', { class: 'beds-list' }, ...beds.map((bed) => this.#bed(bed, below)), ...extra)
  }

  #bed(bed: Bed, below: number): HTMLElement {
    const { layer, images } = bed
    const look = lookOf(layer.chainID, LOOKS, below)
    const label = [
      element('span', { class: 'bed-what' }, shortInstruction(layer.createdBy) || shortID(layer.diffID)),
      element('span', { class: 'bed-size' }, humanSize(layer.size)),
    ]
    if (images.length > 1) {
      label.push(
        element('span', { class: 'bed-shared' }, text('strata.layers.shared', { count: images.length })),
      )
    }
    const block = this.#block(layer.chainID, ['bed', `look-${look}`, `size-${sizeClass(layer.size)}`], label)
    const tops = bed.tops.map((image) => this.#top(image))
    const above = bed.above.length + tops.length > 0 ? [this.#list(bed.above, tops, look)] : []
    const columns = columnsOf(bed, this.#view.containers)
    return element('li', { style: `--columns:${columns}` }, block, ...above)
  }

  /** An image's name and, on it, the writable layers of its containers. */
  #top(image: LayersView['images'][number]): HTMLElement {
    const tags =
      image.tags.length > 0 ? image.tags : [`${shortID(image.id)} ${text('strata.layers.untagged')}`]
    const label = this.#block(
      image.id,
      ['bed-image'],
      [
        ...tags.map((tag) => element('strong', { translate: 'no' }, tag)),
        element(
          'span',
          {},
          text('strata.layers.count', { count: image.layers.length, size: humanSize(image.size) }),
        ),
      ],
    )
    const containers = this.#view.containers.filter((container) => container.image === image.id)
    const list = containers.map((container) =>
      element('li', { style: '--columns:1' }, this.#writable(container)),
    )
    const columns = Math.max(1, containers.length)
    return element(
      'li',
      { class: 'bed-top', style: `--columns:${columns}` },
      label,
      ...(list.length > 0 ? [element('ul', { class: 'beds-list' }, ...list)] : []),
    )
  }

  #writable(container: ContainerView): HTMLElement {
    const state = container.running ? 'strata.container.running' : 'strata.container.stopped'
    return this.#block(
      container.id,
      ['bed', 'bed-writable', `size-${sizeClass(container.size)}`],
      [
        element('span', { class: 'bed-what', translate: 'no' }, container.name),
        element(
          'span',
          { class: 'bed-size' },
          `${text('strata.container.writable')} ${humanSize(container.size)}`,
        ),
        element('span', { class: 'bed-shared' }, text(state)),
      ],
    )
  }

  #block(key: string, classes: readonly string[], label: readonly HTMLElement[]): HTMLButtonElement {
    const block = button('', { class: classes.join(' '), 'data-key': key }, () => this.#select(key))
    block.setAttribute('aria-expanded', String(this.#selected === key))
    block.append(...label)
    return block
  }

  #select(key: string): void {
    this.#selected = this.#selected === key ? undefined : key
    for (const block of this.querySelectorAll<HTMLElement>('[data-key]')) {
      block.setAttribute('aria-expanded', String(block.dataset.key === this.#selected))
    }
    this.#showDetail()
    this.#detail.querySelector<HTMLElement>('h4')?.focus({ preventScroll: true })
    this.#detail.scrollIntoView({ block: 'nearest' })
  }

  #showDetail(): void {
    const key = this.#selected
    const layer = this.#view.layers.find((l) => l.chainID === key)
    const container = this.#view.containers.find((c) => c.id === key)
    const image = this.#view.images.find((i) => i.id === key)
    const actions = {
      close: () => this.#close(),
      explain: (query: ExplainQuery, place: HTMLElement) => void this.#showOrigins(query, place),
    }
    if (layer) this.#detail.replaceChildren(layerDetail(layer, this.#view, actions))
    else if (container) this.#detail.replaceChildren(containerDetail(container, actions))
    else if (image) this.#detail.replaceChildren(imageDetail(image, actions))
    else this.#detail.replaceChildren()
  }

  #close(): void {
    const key = this.#selected
    this.#selected = undefined
    this.#draw()
    if (key) this.#beds.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus()
  }

  async #showOrigins(query: ExplainQuery, place: HTMLElement): Promise<void> {
    const origins = await this.#explain(query)
    place.replaceChildren(originList(query, origins, this.#view))
  }
}

function columnsOf(bed: Bed, containers: readonly ContainerView[]): number {
  const own = bed.tops.map((image) => Math.max(1, containers.filter((c) => c.image === image.id).length))
  const above = bed.above.map((b) => columnsOf(b, containers))
  return [...own, ...above].reduce((sum, n) => sum + n, 0) || 1
}

customElements.define('strata-layers', LayersElement)
