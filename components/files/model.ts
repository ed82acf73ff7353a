/** One line of the tree that is shown. */
export interface Row {
  readonly path: string
  readonly name: string
  readonly kind: 'directory' | 'file' | 'symlink' | 'other'
  readonly size: number
  /** From 1. */
  readonly level: number
  readonly open: boolean
  /** Names of its directory that are not listed. */
  readonly more?: number
}

/** What is known of the directories that were opened, by path. */
export type Listings = ReadonlyMap<
  string,
  { readonly entries: readonly Pick<Row, 'name' | 'kind' | 'size'>[]; readonly more: number }
>

export const join = (directory: string, name: string): string =>
  `${directory === '/' ? '' : directory}/${name}`

/** The directory that a path lies in. */
export const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** Lines of the tree below `root`: of each open directory that is listed its entries, indented. */
export function rowsOf(listings: Listings, open: ReadonlySet<string>, root = '/', level = 1): Row[] {
  return (listings.get(root)?.entries ?? []).flatMap((entry): Row[] => {
    const path = join(root, entry.name)
    const isOpen = entry.kind === 'directory' && open.has(path) && listings.has(path)
    return [
      { ...entry, path, level, open: isOpen },
      ...(isOpen ? rowsOf(listings, open, path, level + 1) : []),
    ]
  })
}

/** Names as they are shown: what would turn text around, or not be seen, as escapes. */
export const plainName = (name: string): string =>
  name.replace(
    /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )

export type Language =
  | 'shell'
  | 'dockerfile'
  | 'json'
  | 'yaml'
  | 'toml'
  | 'properties'
  | 'nginx'
  | 'python'
  | 'css'
  | 'xml'
  | 'none'

const BY_ENDING: Readonly<Record<string, Language>> = {
  sh: 'shell',
  bash: 'shell',
  bashrc: 'shell',
  profile: 'shell',
  json: 'json',
  js: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  conf: 'properties',
  cnf: 'properties',
  ini: 'properties',
  env: 'properties',
  service: 'properties',
  py: 'python',
  css: 'css',
  html: 'xml',
  xml: 'xml',
  svg: 'xml',
}

/** What a file is written in, by its name and its first line. */
export function languageOf(path: string, text: string): Language {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (/^(dockerfile|containerfile)(\.|$)|\.dockerfile$/.test(name)) return 'dockerfile'
  if (/^#!.*\b(ba|da|a|k|z)?sh\b/.test(text)) return 'shell'
  if (/^#!.*\bpython/.test(text)) return 'python'
  if (/\/nginx\/.*\.conf$/.test(path)) return 'nginx'
  const ending = BY_ENDING[name.slice(name.lastIndexOf('.') + 1)]
  if (ending) return ending
  return /^\s*[{[]/.test(text) && isJson(text) ? 'json' : 'none'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Something else that begins with a bracket.
    return false
  }
}
