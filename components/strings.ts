/**
 * Every text of ours that a page's script shows, by key. The words stand in content/i18n; a page carries the ones
 * of its language in one JSON element, so that scripts need no second request.
 */
export const stringKeys = [
  'strata.sandbox',
  'strata.sandbox.about',
  'strata.sandbox.open',
  'strata.sandbox.restart',
  'strata.sandbox.starting',
  'strata.sandbox.ready',
  'strata.sandbox.crashed',
  'strata.sandbox.expand',
  'strata.sandbox.collapse',
  'strata.sandbox.noscript',
  'strata.terminal',
  'strata.terminal.leave',
  'strata.terminal.left',
  'strata.split',
  'strata.edge',
  'strata.run',
  'strata.run.label',
  'strata.run.running',
  'strata.run.waiting',
  'strata.copy',
  'strata.copy.label',
  'strata.copy.done',
  'strata.copy.failed',
  'strata.block',
  'strata.layers',
  'strata.layers.empty',
  'strata.layers.legend',
  'strata.layers.shared',
  'strata.layers.untagged',
  'strata.layers.count',
  'strata.layers.entries',
  'strata.layers.createdBy',
  'strata.layers.paths',
  'strata.layers.pathsCut',
  'strata.layers.noPaths',
  'strata.layers.close',
  'strata.layers.image',
  'strata.layers.layer',
  'strata.layers.history',
  'strata.layers.usedBy',
  'strata.layers.noLayer',
  'strata.container',
  'strata.container.running',
  'strata.container.stopped',
  'strata.container.writable',
  'strata.container.clean',
  'strata.change.added',
  'strata.change.changed',
  'strata.change.deleted',
  'strata.kind.file',
  'strata.kind.directory',
  'strata.kind.symlink',
  'strata.kind.whiteout',
  'strata.kind.other',
  'strata.explain.title',
  'strata.explain.supplies',
  'strata.explain.merges',
  'strata.explain.hides',
  'strata.explain.hidden',
  'strata.explain.absent',
  'strata.explain.upper',
  'strata.explain.init',
  'strata.news.image',
  'strata.news.imageGone',
  'strata.news.container',
  'strata.news.containerGone',
] as const

export type StringKey = (typeof stringKeys)[number]

/**
 * Puts values into a text: `{name}` stands for `values.name`, `{count|layer|layers}` for one of two words by number.
 */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name]
      if (value === undefined) return whole
      return one === undefined || many === undefined ? String(value) : Number(value) === 1 ? one : many
    },
  )
}
