/** Arguments that need no ARG (moby, builder/dockerfile/buildargs.go). */
const BUILTIN = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
])

/** Values of `--build-arg`; null where only the name was given and the user's environment has none. */
export type GivenArgs = Readonly<Record<string, string | null>>

/** The variables of ARG: those before the first FROM, and those of a stage. */
export class BuildArgs {
  private readonly given: GivenArgs
  private readonly meta = new Map<string, string | undefined>()
  private readonly allowed = new Map<string, string | undefined>()
  private readonly referenced: Set<string>

  constructor(given: GivenArgs, meta?: BuildArgs) {
    this.given = given
    this.referenced = meta?.referenced ?? new Set()
    for (const [name, value] of meta?.meta ?? []) this.meta.set(name, value)
  }

  addMeta(name: string, value: string | undefined): void {
    this.meta.set(name, value)
    this.referenced.add(name)
  }
  add(name: string, value: string | undefined): void {
    this.allowed.set(name, value)
    this.referenced.add(name)
  }

  /** `NAME=value` of what FROM may use. */
  metaPairs(): string[] {
    return this.pairs(this.meta)
  }
  /** `NAME=value` of what the environment does not set itself. */
  pairsBeside(env: readonly string[]): string[] {
    const names = new Set(env.map((pair) => pair.split('=', 1)[0]))
    return this.pairs(this.allowed).filter((pair) => !names.has(pair.split('=', 1)[0]))
  }
  /** An argument that changes what a RUN gives: one of ARG. */
  isReferenced(name: string): boolean {
    return this.referenced.has(name) || !BUILTIN.includes(name)
  }
  /** Values that were given and that no ARG asked for. */
  unused(): string[] {
    return Object.keys(this.given)
      .filter((name) => !this.referenced.has(name) && !BUILTIN.includes(name))
      .sort()
  }

  private pairs(source: ReadonlyMap<string, string | undefined>): string[] {
    return [...new Set([...source.keys(), ...BUILTIN])].flatMap((name) => {
      const value = this.value(name, source)
      return value === undefined ? [] : [`${name}=${value}`]
    })
  }
  private value(name: string, source: ReadonlyMap<string, string | undefined>): string | undefined {
    const given = Object.hasOwn(this.given, name) ? this.given[name] : undefined
    return given ?? source.get(name) ?? this.meta.get(name)
  }
}
