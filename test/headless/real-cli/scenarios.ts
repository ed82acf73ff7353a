import { readFileSync } from 'node:fs'

/** One command line of a recording, without its answers. */
export interface Step {
  readonly kind: 'setup' | 'bind' | 'step'
  /** `%name%` stands for what a step of kind `bind` gave. */
  readonly cmd: string
  readonly name?: string
  readonly stdin?: string
  readonly tty?: boolean
  readonly cols?: number
  readonly input?: readonly string[]
}
export interface Scenario {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

/** A step that is its command line alone is written as such. */
type Written = string | (Partial<Pick<Step, 'kind'>> & Omit<Step, 'kind'>)

/** The recordings' command lines, from a file of fixtures. */
export function scenariosOf(file: string): Scenario[] {
  const source = readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')
  const written = JSON.parse(source) as Record<
    string,
    { env: Record<string, string>; steps: readonly Written[] }
  >
  return Object.entries(written).map(([name, { env, steps }]) => ({
    name,
    env,
    steps: steps.map((step) => ({
      kind: 'step',
      ...(typeof step === 'string' ? { cmd: step } : step),
    })),
  }))
}
