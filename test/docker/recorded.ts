import { readFileSync } from 'node:fs'

export interface Step {
  readonly cmd: string
  readonly tty?: boolean
  readonly cols?: number
  readonly stdout?: string
  readonly stderr?: string
  readonly output?: string
  readonly exit: number
}

/** Steps of a recording of the real Docker. */
export function recording(name: string): Step[] {
  const url = new URL(`fixtures/recorded/${name}.json`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { steps: Step[] }).steps
}

/** Words of a simple command line: quotes, no expansions. */
export const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!)

/** Rows of an aligned table as objects by header, cells cut at the headers' columns. */
export function tableRows(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split('\n')
  const titles = [...head!.matchAll(/\S+(?: \S+)*/g)].map((m) => ({ name: m[0], at: m.index }))
  return lines.map((line) =>
    Object.fromEntries(
      titles.map(({ name, at }, i) => [
        name,
        [...line]
          .slice(at, titles[i + 1]?.at)
          .join('')
          .trim(),
      ]),
    ),
  )
}
