import type { ContainerView, ImageView, LayersView, LayerView, OriginView } from '../../src/engine/world.ts'
import type { ExplainQuery } from '../../src/sandbox/protocol.ts'
import { button, code, element, term } from '../dom.ts'
import { text } from '../page-strings.ts'
import type { StringKey } from '../strings.ts'
import { humanSize, imageName, shortID, shortInstruction } from './model.ts'

/** What a detail may ask of the element that shows it. */
export interface DetailActions {
  close(): void
  /** Answers into `place`. */
  explain(query: ExplainQuery, place: HTMLElement): void
}

/** A layer's digests, what made it and its paths. A path asks which layer supplies it. */
export function layerDetail(layer: LayerView, view: LayersView, actions: DetailActions): HTMLElement {
  const users = view.images.filter((image) => image.layers.includes(layer.chainID))
  const number = (users[0]?.layers.indexOf(layer.chainID) ?? 0) + 1
  const over = users[0] && ({ kind: 'image', id: users[0].id } as const)
  const answer = element('div', { role: 'status' })
  const rows = layer.paths.map((path) =>
    element(
      'tr',
      { 'data-kind': path.kind },
      element('td', {}, over ? pathButton(path.path, over, answer, actions) : path.path),
      element('td', {}, text(`strata.kind.${path.kind}` as StringKey)),
      element('td', { class: 'number' }, path.kind === 'file' ? humanSize(path.size) : ''),
    ),
  )
  const cut = layer.entries > layer.paths.length
  return detail(text('strata.layers.layer', { number }), actions, [
    element('p', { class: 'bed-created' }, text('strata.layers.createdBy'), ' ', code(layer.createdBy)),
    element(
      'dl',
      {},
      ...term('chainID', code(layer.chainID)),
      ...term('diffID', code(layer.diffID)),
      ...(layer.blobDigest ? term('digest', code(layer.blobDigest)) : []),
      ...term(text('strata.layers.usedBy'), code(users.map((i) => imageName(i) ?? shortID(i.id)).join(', '))),
    ),
    element('p', {}, `${text('strata.layers.entries', { count: layer.entries })}, ${humanSize(layer.size)}`),
    answer,
    rows.length > 0
      ? table(text('strata.layers.paths'), rows)
      : element('p', {}, text('strata.layers.noPaths')),
    ...(cut
      ? [
          element(
            'p',
            {},
            text('strata.layers.pathsCut', { shown: layer.paths.length, count: layer.entries }),
          ),
        ]
      : []),
  ])
}

/** What a container wrote over its image. */
export function containerDetail(container: ContainerView, actions: DetailActions): HTMLElement {
  const answer = element('div', { role: 'status' })
  const over = { kind: 'container', id: container.id } as const
  const rows = container.changes.map((change) =>
    element(
      'tr',
      { 'data-kind': change.kind },
      element('td', {}, pathButton(change.path, over, answer, actions)),
      element('td', {}, text(`strata.change.${change.kind}` as StringKey)),
    ),
  )
  return detail(text('strata.container', { name: container.name }), actions, [
    element(
      'dl',
      {},
      ...term('id', code(shortID(container.id))),
      ...term('image', code(container.imageName)),
    ),
    answer,
    rows.length > 0
      ? table(text('strata.container.writable'), rows)
      : element('p', {}, text('strata.container.clean')),
  ])
}

/** How an image was made, the last step first, as `docker history` has it. Steps without a layer are marked. */
export function imageDetail(image: ImageView, actions: Pick<DetailActions, 'close'>): HTMLElement {
  const rows = [...image.history].reverse().map(({ createdBy, layer }) => {
    const number = layer ? image.layers.indexOf(layer) + 1 : 0
    const made = number > 0 ? text('strata.layers.layer', { number }) : text('strata.layers.noLayer')
    return element('tr', {}, element('td', {}, code(shortInstruction(createdBy))), element('td', {}, made))
  })
  return detail(text('strata.layers.image', { name: imageName(image) ?? shortID(image.id) }), actions, [
    element('dl', {}, ...term('imageID', code(image.id))),
    table(text('strata.layers.history'), rows),
  ])
}

/** The layers that have a path, topmost first, and what each does to it. */
export function originList(
  query: ExplainQuery,
  origins: readonly OriginView[],
  view: LayersView,
): HTMLElement {
  const image =
    query.over.kind === 'image'
      ? view.images.find((i) => i.id === query.over.id)
      : view.images.find((i) => i.id === view.containers.find((c) => c.id === query.over.id)?.image)
  const items = origins.map(({ layer, effect }) => {
    const number = (image?.layers.indexOf(layer) ?? -1) + 1
    const made = view.layers.find((l) => l.chainID === layer)?.createdBy ?? ''
    const name =
      layer === 'upper' || layer === 'init'
        ? text(`strata.explain.${layer}`)
        : text('strata.layers.layer', { number })
    return element(
      'li',
      { 'data-effect': effect },
      element('strong', {}, name),
      ` ${text(`strata.explain.${effect}` as StringKey)} `,
      ...(made ? [code(shortInstruction(made))] : []),
    )
  })
  return element(
    'div',
    { class: 'bed-origins' },
    element('h5', {}, text('strata.explain.title', { path: query.path })),
    items.length > 0 ? element('ol', {}, ...items) : element('p', {}, text('strata.explain.absent')),
  )
}

function detail(
  title: string,
  actions: Pick<DetailActions, 'close'>,
  content: readonly HTMLElement[],
): HTMLElement {
  const close = button('×', { class: 'bed-close', 'aria-label': text('strata.layers.close') }, actions.close)
  return element('section', {}, element('h4', { tabindex: -1 }, title), close, ...content)
}

function pathButton(
  path: string,
  over: ExplainQuery['over'],
  answer: HTMLElement,
  actions: DetailActions,
): HTMLButtonElement {
  const absolute = `/${path.replace(/^\.?\/+/, '').replace(/\/+$/, '')}`
  return button(absolute, { class: 'bed-path', translate: 'no' }, () =>
    actions.explain({ over, path: absolute }, answer),
  )
}

function table(caption: string, rows: readonly HTMLElement[]): HTMLElement {
  return element('table', {}, element('caption', {}, caption), element('tbody', {}, ...rows))
}
