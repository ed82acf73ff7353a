import { EngineError } from '../../base/errors.ts'
import { quote } from '../../base/go-quote.ts'
import { INSTRUCTIONS } from './arguments.ts'
import type { Command, CommandLine, CopyCommand, RunCommand, Stage, Written } from './commands.ts'
import { readFlags } from './flags.ts'
import { healthcheckOf } from './healthcheck.ts'
import { heredocOf } from './heredoc.ts'
import { DockerfileError, located } from './location.ts'
import { checkMountSyntax } from './mounts.ts'
import { nearest } from './nearest.ts'
import { contentOf, type Node, parseText } from './parser.ts'

const fail = (text: string): EngineError => new EngineError('invalid', text)
const atLeastOne = (name: string): EngineError => fail(`${name} requires at least one argument`)
const exactlyOne = (name: string): EngineError => fail(`${name} requires exactly one argument`)

const writtenOf = ({ word, original, range, comments }: Node): Written => ({
  name: word,
  source: original.trim(),
  range,
  comments,
})
const lineOf = ({ args, heredocs, json }: Node): CommandLine => ({ args, files: heredocs, shell: !json })

function pairsOf({ word, args }: Node): object {
  const kind = word.toLowerCase() as 'env' | 'label'
  if (args.length === 0) throw atLeastOne(kind.toUpperCase())
  const pairs = Array.from({ length: args.length / 3 }, (_, i) => ({
    key: args[i * 3]!,
    value: args[i * 3 + 1]!,
    legacy: args[i * 3 + 2] === '',
  }))
  if (pairs.some(({ key }) => key === '')) throw fail(`${kind.toUpperCase()} names can not be blank`)
  return { kind, pairs }
}

const ADD = {
  chown: 'text',
  chmod: 'text',
  link: 'bool',
  'keep-git-dir': 'bool',
  checksum: 'text',
  unpack: 'bool',
  exclude: 'texts',
} as const
const COPY = {
  chown: 'text',
  from: 'text',
  chmod: 'text',
  link: 'bool',
  exclude: 'texts',
} as const

function copyOf(node: Node): Omit<CopyCommand, keyof Written> {
  const { args, heredocs } = node
  const kind = node.word.toLowerCase() as 'add' | 'copy'
  const upper = kind.toUpperCase()
  if (args.length < 2)
    throw fail(
      `${upper} requires at least two arguments, but only one was provided. Destination could not be determined`,
    )
  const flags = readFlags(node.flags, kind === 'add' ? ADD : COPY)
  const text = (name: string): string => flags.get(name)?.[0] ?? ''
  const dest = args.at(-1)!
  if (heredocOf(dest)) throw fail(`${upper} cannot accept a heredoc as a destination`)
  const sources = args.slice(0, -1)
  return {
    kind,
    sources: sources.filter((source) => !heredocOf(source)),
    documents: sources.flatMap((source) => {
      const begun = heredocOf(source)
      const document = begun && heredocs.find(({ name }) => name === begun.name)
      return document ? [{ path: document.name, data: contentOf(document), expand: document.expand }] : []
    }),
    dest,
    from: text('from'),
    chown: text('chown'),
    chmod: text('chmod'),
    link: text('link') === 'true',
    exclude: flags.get('exclude') ?? [],
    checksum: text('checksum'),
    unpack: flags.has('unpack') ? text('unpack') === 'true' : undefined,
  }
}

function runOf(node: Node): Omit<RunCommand, keyof Written> {
  const flags = readFlags(node.flags, { mount: 'texts', network: 'text' })
  const mounts = flags.get('mount') ?? []
  mounts.forEach(checkMountSyntax)
  const network = flags.get('network')?.[0] ?? 'default'
  if (!['default', 'none', 'host'].includes(network))
    throw fail(`invalid network mode ${JSON.stringify(network)}`)
  return {
    kind: 'run',
    line: lineOf(node),
    mounts,
    network: network as RunCommand['network'],
  }
}

function onbuildOf({ args, rest, heredocs, original }: Node): object {
  if (args.length === 0) throw atLeastOne('ONBUILD')
  const [word = ''] = rest.split(/\s/, 1)
  const trigger = word.toUpperCase()
  if (trigger === 'ONBUILD') throw fail("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  if (trigger === 'MAINTAINER' || trigger === 'FROM')
    throw fail(`${trigger} isn't allowed as an ONBUILD trigger`)
  const line = original.replace(/^\s*ONBUILD\s*/i, '')
  const documents = heredocs.map(({ content, name }) => `\n${content}${name}`).join('')
  return { kind: 'onbuild', expression: line + documents }
}

const bare = (node: Node): Node => {
  readFlags(node.flags, {})
  return node
}

/** How each kind of instruction is read (BuildKit, instructions/parse.go). */
const READERS: Readonly<Record<string, (node: Node) => object>> = {
  add: copyOf,
  copy: copyOf,
  run: runOf,
  env: (node) => pairsOf(bare(node)),
  label: (node) => pairsOf(bare(node)),
  arg: ({ args }) => {
    if (args.length === 0) throw atLeastOne('ARG')
    return {
      kind: 'arg',
      args: args.map((word) => {
        const at = word.indexOf('=')
        if (at === 0) throw fail('ARG names can not be blank')
        return at < 0
          ? { key: word, value: undefined }
          : { key: word.slice(0, at), value: word.slice(at + 1) }
      }),
    }
  },
  cmd: (node) => ({ kind: 'cmd', line: lineOf(bare(node)) }),
  entrypoint: (node) => ({ kind: 'entrypoint', line: lineOf(bare(node)) }),
  expose: ({ args, flags }) => {
    if (args.length === 0) throw atLeastOne('EXPOSE')
    readFlags(flags, {})
    return { kind: 'expose', words: [...args].sort() }
  },
  healthcheck: ({ rest, flags }) => {
    const known = {
      interval: 'text',
      timeout: 'text',
      'start-period': 'text',
      'start-interval': 'text',
    } as const
    const given = readFlags(flags, { ...known, retries: 'text' })
    const values = new Map([...given].map(([name, [value]]) => [name, value!]))
    return { kind: 'healthcheck', check: healthcheckOf(rest, values) }
  },
  maintainer: (node) => ({ kind: 'maintainer', text: only(node) }),
  onbuild: (node) => onbuildOf(bare(node)),
  shell: (node) => {
    const { args, json } = bare(node)
    if (args.length === 0) throw atLeastOne('SHELL')
    if (!json) throw fail(`SHELL requires the arguments to be in JSON form`)
    return { kind: 'shell', words: args }
  },
  stopsignal: (node) => ({ kind: 'stopsignal', text: only(node) }),
  user: (node) => ({ kind: 'user', text: only(node) }),
  volume: (node) => {
    const { args } = bare(node)
    if (args.length === 0) throw atLeastOne('VOLUME')
    const words = args.map((word) => word.trim())
    if (words.includes('')) throw fail('VOLUME specified can not be an empty string')
    return { kind: 'volume', words }
  },
  workdir: (node) => ({ kind: 'workdir', text: only(node) }),
}

function only(node: Node): string {
  if (node.args.length !== 1) throw exactlyOne(node.word.toUpperCase())
  return bare(node).args[0]!
}

/** One instruction below FROM. Throws `invalid`. */
export function readCommand(node: Node): Command {
  const name = node.word.toLowerCase()
  const read = Object.hasOwn(READERS, name) ? READERS[name]! : undefined
  if (!read) throw unknownInstruction(node.word)
  return { ...writtenOf(node), ...read(node) } as Command
}

/** The suggestion has the case of what was written, where that is of one case. */
export function unknownInstruction(word: string): EngineError {
  const near = nearest(word.toLowerCase(), INSTRUCTIONS)
  const shown = near && (word === word.toLowerCase() ? near : near.toUpperCase())
  return fail(`unknown instruction: ${word}${shown ? ` (did you mean ${shown}?)` : ''}`)
}

function readStage(node: Node): Stage {
  const { args } = node
  const [base = '', as = '', name = ''] = args
  if (!(args.length === 1 || (args.length === 3 && as.toLowerCase() === 'as')))
    throw fail('FROM requires either one or three arguments')
  if (args.length === 3 && !/^[a-z][a-z0-9-_.]*$/.test(name.toLowerCase()))
    throw fail(
      `invalid name for build stage: ${quote(name)}, name can't start with a number or contain symbols`,
    )
  const platform = readFlags(node.flags, { platform: 'text' }).get('platform')?.[0] ?? ''
  return { ...writtenOf(node), base, as: name.toLowerCase(), platform, commands: [] }
}

export interface Instructions {
  readonly escapeToken: string
  readonly stages: readonly Stage[]
  /** The ARGs before the first FROM. */
  readonly globals: readonly (Command & { kind: 'arg' })[]
  readonly gaps: readonly { readonly source: string; readonly line: number }[]
}

/** Hears of every instruction, in order, before it is read. */
export type Watch = (node: Node) => void

/** Reads a Dockerfile into stages (BuildKit, instructions.Parse). Throws `DockerfileError`. */
export function readDockerfile(text: string, watch: Watch = () => {}): Instructions {
  const { nodes, escapeToken, gaps } = parseText(text)
  const globals: (Command & { kind: 'arg' })[] = []
  const stages: (Stage & { commands: Command[] })[] = []
  for (const node of nodes) {
    const prefix = `dockerfile parse error on line ${node.range.start}: `
    try {
      watch(node)
      if (node.word.toLowerCase() === 'from') {
        stages.push({ ...readStage(node), commands: [] })
        continue
      }
      const command = readCommand(node)
      const stage = stages.at(-1)
      if (stage) stage.commands.push(command)
      else if (command.kind === 'arg') globals.push(command)
      else throw new DockerfileError('no build stage in current context', node.range)
    } catch (error) {
      throw error instanceof DockerfileError ? error : located(error, node.range, prefix)
    }
  }
  return { escapeToken, stages, globals, gaps }
}

/** The one instruction of an ONBUILD trigger, told to stand where its stage begins. */
export function readTrigger(text: string, { range }: Written): Command {
  const { nodes } = parseText(text)
  if (nodes.length !== 1) throw fail('onbuild trigger should be a single expression')
  return readCommand({ ...nodes[0]!, range })
}
