import type { Computed } from '../computed-fs.ts'
import type { Place } from '../mounts.ts'
import type { OpenFile } from '../open-file.ts'

/** A file whose text is computed when it is opened. */
export const file = (text: () => string, mode = 0o444): Computed => ({ kind: 'file', mode, text })

/** A file of /proc/sys that may be set. */
export const setting = (text: () => string, write: (text: string) => void): Computed => ({
  kind: 'file',
  mode: 0o644,
  text,
  write,
})

export const constant = (text: string, mode?: number): Computed => file(() => text, mode)

/** A link; `open` or `place` is what following it gives, whatever its text says. */
export const link = (
  target: () => string,
  follow: { file?: () => OpenFile; place?: () => Place; mode?: number } = {},
): Computed => ({ kind: 'link', target, ...follow })

export const directory = (entries: () => [string, Computed][], mode = 0o555): Computed => ({
  kind: 'directory',
  mode,
  entries: () => new Map(entries()),
})

/** A directory that is always the same. */
export function fixed(entries: Readonly<Record<string, Computed>>): Computed {
  const map = new Map(Object.entries(entries))
  return { kind: 'directory', entries: () => map }
}
