/** Bytes of a name at most: NAME_MAX of Linux file systems. */
const NAME_MAX = 255

/**
 * A name that is one plain component of a path, from a name that came from outside. What is left out of it: directories,
 * control characters, marks that turn the direction of text, a first dot or dash (a hidden file; an option). A long name
 * loses its middle and keeps its extension.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!
  const plain = last
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '_')
    .trim()
    .replace(/^[.-]+/, '_')
  return shortened(plain === '' || plain === '_' ? 'file' : plain, '')
}

/** The name itself where it is free; else `name (1).tar`, or the next number that is. */
export function freeName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name
  for (let number = 1; ; number++) {
    const next = shortened(name, ` (${number})`)
    if (!taken(next)) return next
  }
}

/** Stem, mark and extension, the stem cut so that all is at most `NAME_MAX` bytes. */
function shortened(name: string, mark: string): string {
  const [, stem, extension] = /^(.+?)((?:\.tar)?\.[^. ]{1,16}|)$/u.exec(name)!
  const room = NAME_MAX - bytesIn(mark) - bytesIn(extension!)
  let kept = ''
  let size = 0
  for (const character of stem!) {
    size += bytesIn(character)
    if (size > room) break
    kept += character
  }
  return `${kept.trimEnd()}${mark}${extension}`
}

const encoder = new TextEncoder()
const bytesIn = (text: string): number => encoder.encode(text).length
