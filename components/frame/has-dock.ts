/** What a page says of itself, as far as the dock is concerned. */
interface Entry {
  readonly id: string
  readonly data: { readonly template: string; readonly sandbox: boolean }
}

/** Chapters have a dock, unless their frontmatter says `sandbox: false`. Front pages and the 404 page have none. */
export function hasDock({ id, data }: Entry): boolean {
  return data.template === 'doc' && data.sandbox && id !== '404'
}
