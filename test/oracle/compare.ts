/** What varies between two runs of the real thing is masked; IDs must map one to one; white space counts where nothing masked moves it. */
const rules = (rows: readonly (readonly [string, string])[]): (readonly [RegExp, string])[] =>
  rows.map(([pattern, mask]) => [new RegExp(pattern, 'gm'), mask])

const ID = rules([
  ['\\b[0-9a-f]{64}\\b', 'H64'],
  ['\\b[0-9a-f]{12}\\b', 'H12'],
  ['\\b[0-9a-f]{11,12}(?=…)', 'H12'],
])
const SAME_WIDTH = rules([
  ['\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b', 'UUID'],
  ['\\b[a-z0-9]{25}\\b', 'REF'],
  ['\\b([0-9a-f]{2}:){5}[0-9a-f]{2}\\b', 'MAC'],
  ['\\b[A-Z2-7]{26}\\b', 'LINK'],
  ['\\b(file|dir|multi):[0-9a-f]{17}…', '$1:H…'],
])
const VARYING = rules([
  ['\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?( ?[+-]\\d{4}( UTC)?|Z)?', 'TIME'],
  ['\\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\\d+ +(\\d\\d:\\d\\d|\\d{4})\\b', 'TIME'],
  ['time=\\S+ level=error msg=.Can.t (add|close).*\\n', ''],
  ['\\b[a-z]+_[a-z]+: ', 'NAME: '],
  ['empty-dir\\d+', 'empty-dirN'],
  ['\\b\\d\\.\\d{3}\\b', 'SECS'],
  ['#\\d+ ', '#n '],
  ['\\b\\d+\\.\\d+s\\b', 'SECS'],
  ['(Less than a second|About a minute|About an hour|\\d+ (second|minute|hour|day)s?)( ago)?', 'AGE'],
  ['docker-import-\\d+', 'docker-import-N'],
  ['\\b[a-z]+_[a-z]+\\b(?=\\s*$)', 'NAME'],
  ['\\b3[2-9]\\d{3}\\b', 'PORT'],
  ['\\b(4|5|6)\\d{4}\\b', 'PORT'],
])
const ANY_ID = /\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{11,12}(?=…)/g

const apply = (text: string, list: readonly (readonly [RegExp, string])[]): string =>
  list.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text)
const loose = (text: string): string =>
  text
    .replace(/[ \t]+/g, ' ')
    .replace(/ +(?=\n|$)/g, '')
    .replace(/-{8,}/g, '--')
    .trim()

/** Outputs as they are compared: equal texts for equal outputs. */
export function masked(real: string, ours: string): [real: string, ours: string] {
  const fixed = [real, ours].map((text) => apply(apply(text, ID), SAME_WIDTH))
  const varied = fixed.map((text) => apply(text, VARYING))
  const moved = varied.some((text, i) => text !== fixed[i])
  const [a, b] = varied.map((text) => (moved ? loose(text) : text.trim()))
  return [a!, b!]
}

/** Layers that arrive at the same time do so in no fixed order. */
const ordered = (text: string): string => text.replace(/^.*: (Verifying Checksum|Download complete)\n/gm, '')

/** Real IDs and ours, within one scenario: the same real one is always the same of ours, and two never are one. */
export class IdMap {
  private readonly ours = new Map<string, string>()
  private readonly real = new Map<string, string>()

  /** The first pair that contradicts an earlier one; otherwise the pairs are kept. */
  conflict(real: string, ours: string): string | undefined {
    const a = ordered(real).match(ANY_ID) ?? []
    const b = ordered(ours).match(ANY_ID) ?? []
    if (a.length !== b.length) return undefined
    for (const [i, id] of a.entries()) {
      const [p, q] = [id.slice(0, 11), b[i]!.slice(0, 11)]
      if ((this.ours.get(p) ?? q) !== q || (this.real.get(q) ?? p) !== p) return `${p} is ${q}`
      this.ours.set(p, q)
      this.real.set(q, p)
    }
    return undefined
  }
}
