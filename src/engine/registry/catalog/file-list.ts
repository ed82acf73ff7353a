/** One item of a compact list: `name:bytes` a file, `name>target` a symbolic link, `name=other` a hard link. */
export type Listed =
  | { readonly kind: 'file'; readonly name: string; readonly size: number }
  | { readonly kind: 'symlink'; readonly name: string; readonly target: string }
  | { readonly kind: 'hardlink'; readonly name: string; readonly target: string }

/** Reads a list of items that white space separates. */
export const readList = (list: string): Listed[] =>
  list
    .trim()
    .split(/\s+/)
    .map((item): Listed => {
      const [, name, mark, value] = /^(.+?)([:>=])(.+)$/.exec(item) ?? []
      if (!name || !mark || !value) throw new Error(`not an item of a list: ${item}`)
      if (mark === ':') return { kind: 'file', name, size: Number(value) }
      return { kind: mark === '>' ? 'symlink' : 'hardlink', name, target: value }
    })
