import { formatPlatform } from '../../../oci/platform.ts'
import type { Command } from '../../dockerfile/commands.ts'
import { type Env, lexWord } from '../../dockerfile/lex.ts'
import { within } from '../../dockerfile/location.ts'
import type { FrontendOptions } from './options.ts'

/** Variables that FROM may use: the predefined ones, and the ARGs before it. */
export class GlobalArgs implements Env {
  private readonly values: Map<string, string>
  constructor(values: Iterable<readonly [string, string]>) {
    this.values = new Map(values)
  }
  get(name: string): string | undefined {
    return this.values.get(name)
  }
  keys(): readonly string[] {
    return [...this.values.keys()]
  }
  set(name: string, value: string): void {
    this.values.set(name, value)
  }
  copy(): GlobalArgs {
    return new GlobalArgs(this.values)
  }
}

/** What is always defined (BuildKit, dockerfile2llb/platform.go). */
export function predefinedArgs(
  { platform, buildPlatform, args, target }: FrontendOptions,
  lastStage: string,
): GlobalArgs {
  const own = (name: string, value: string): readonly [string, string] => [name, args[name] ?? value]
  const of = (kind: string, { os, architecture, variant = '' }: FrontendOptions['platform']) => [
    own(`${kind}PLATFORM`, formatPlatform({ os, architecture, ...(variant && { variant }) })),
    own(`${kind}OS`, os),
    own(`${kind}OSVERSION`, ''),
    own(`${kind}ARCH`, architecture),
    own(`${kind}VARIANT`, variant),
  ]
  return new GlobalArgs([
    ...of('BUILD', buildPlatform),
    ...of('TARGET', platform),
    own('TARGETSTAGE', target || lastStage || 'default'),
  ])
}

/** The ARGs before the first FROM, on top of those; `given` are the values of the command line. */
export function metaArgs(
  predefined: GlobalArgs,
  commands: readonly (Command & { kind: 'arg' })[],
  given: Readonly<Record<string, string>>,
  escapeToken: string,
): { readonly args: GlobalArgs; readonly declared: readonly string[] } {
  const args = predefined.copy()
  const declared: string[] = []
  for (const command of commands)
    for (const { key, value } of command.args) {
      declared.push(key)
      const chosen = Object.hasOwn(given, key)
        ? given[key]
        : value === undefined
          ? undefined
          : within(command.range, () => lexWord(value, args, escapeToken).result)
      if (chosen !== undefined) args.set(key, chosen)
    }
  return { args, declared }
}
