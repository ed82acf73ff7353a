import { EngineError } from '../../../base/errors.ts'
import { quote } from '../../../base/go-quote.ts'
import { cleanPath } from '../../../vfs/tar/unpack.ts'
import { isSignal } from '../../changes/signal.ts'
import type { Command, CommandLine, Written } from '../../dockerfile/commands.ts'
import { healthcheckText } from '../../dockerfile/healthcheck.ts'
import { type LexOptions, lexWord } from '../../dockerfile/lex.ts'
import { newVertex } from '../graph.ts'
import { checkSecret } from '../lint/checks.ts'
import type { Linter } from '../lint/linter.ts'
import type { Conversion } from './conversion.ts'
import { dispatchCopy } from './copy.ts'
import { exposedPorts } from './expose.ts'
import { dispatchRun } from './run.ts'
import { addHistory, environmentOf, prefixed, type StageCommand, type StageState } from './stage-state.ts'

const fail = (text: string): EngineError => new EngineError('invalid', text)
const SHELL = ['/bin/sh', '-c']

/** A stage that a command is carried out in, and what the command's words are read with. */
export interface Setting {
  readonly conversion: Conversion
  readonly state: StageState
  readonly lint: Linter
  /** Replaces variables; reports those that are not set. */
  expand(word: string, options?: LexOptions): string
}

/** Carries out one command: the config, the history, the vertices that it takes (BuildKit, dockerfile2llb/convert.go). */
export function dispatch(
  conversion: Conversion,
  state: StageState,
  { command, sources, onbuild }: StageCommand,
): void {
  state.onbuild = onbuild
  const { lint } = conversion
  const setting: Setting = {
    conversion,
    state,
    lint,
    expand: (word, options = {}) => {
      const unmatched = (names: ReadonlySet<string>): void =>
        conversion.reportUnmatched(state, names, command.range, lint)
      const escapeToken = options.skipQuotes ? '\\' : conversion.escapeToken
      return lexWord(word, environmentOf(state), escapeToken, { ...options, unmatched }).result
    },
  }
  switch (command.kind) {
    case 'env':
    case 'label':
      setPairs(setting, command)
      return
    case 'arg':
      declare(setting, command)
      return
    case 'maintainer':
      state.image.author = command.text
      addHistory(state, `MAINTAINER ${command.text}`, false)
      return
    case 'workdir':
      setWorkdir(setting, command)
      return
    case 'user': {
      const user = setting.expand(command.text)
      state.user = user
      state.image.config = { ...state.image.config, User: user }
      addHistory(state, `USER ${user}`, false)
      return
    }
    case 'stopsignal': {
      const signal = setting.expand(command.text)
      if (!isSignal(signal)) throw fail(`invalid signal: ${signal}`)
      state.image.config = { ...state.image.config, StopSignal: signal }
      addHistory(state, `STOPSIGNAL ${signal}`, false)
      return
    }
    case 'cmd':
    case 'entrypoint':
      setCommand(setting, command)
      return
    case 'expose': {
      const words = command.words.flatMap(
        (word) => lexWord(word, environmentOf(state), conversion.escapeToken).words,
      )
      const ports = exposedPorts(words, command.range, lint)
      const { config } = state.image
      state.image.config = { ...config, ExposedPorts: { ...config.ExposedPorts, ...marked(ports) } }
      addHistory(state, `EXPOSE [${ports.join(' ')}]`, false)
      return
    }
    case 'volume': {
      const paths = command.words.map((word) => setting.expand(word))
      if (paths.includes('')) throw fail('VOLUME specified can not be an empty string')
      const { config } = state.image
      state.image.config = { ...config, Volumes: { ...config.Volumes, ...marked(paths) } }
      addHistory(state, `VOLUME [${paths.join(' ')}]`, false)
      return
    }
    case 'shell':
      state.image.config = { ...state.image.config, Shell: command.words }
      addHistory(state, `SHELL [${command.words.join(' ')}]`, false)
      return
    case 'healthcheck':
      usedOnce(setting, command, 'healthcheck')
      state.image.config = { ...state.image.config, Healthcheck: command.check }
      addHistory(state, `HEALTHCHECK ${healthcheckText(command.check)}`, false)
      return
    case 'onbuild': {
      const { config } = state.image
      state.image.config = { ...config, OnBuild: [...(config.OnBuild ?? []), command.expression] }
      return
    }
    case 'run':
      dispatchRun(setting, command, sources)
      return
    case 'add':
    case 'copy':
      dispatchCopy(setting, command, sources)
      return
  }
}

const marked = (keys: readonly string[]): Record<string, object> =>
  Object.fromEntries(keys.map((key) => [key, {}]))

function setPairs({ state, lint, expand }: Setting, command: Command & { kind: 'env' | 'label' }): void {
  const upper = command.kind.toUpperCase()
  const { config } = state.image
  // All words are read with the variables from before the command.
  const pairs = command.pairs.map(({ key, value, legacy }) => ({
    key: expand(key),
    value: expand(value),
    legacy,
  }))
  let text = upper
  const env = new Map((config.Env ?? []).map((pair) => [pair.split('=', 1)[0]!, pair]))
  for (const { key, value, legacy } of pairs) {
    if (legacy) lint.report('LegacyKeyValueFormat', command.range, command.name)
    if (command.kind === 'env') checkSecret('ENV', key, command.range, lint)
    text += ` ${key}=${value}`
    if (command.kind === 'label') continue
    env.set(key, `${key}=${value}`)
    state.env.set(key, value)
  }
  state.image.config =
    command.kind === 'env'
      ? { ...config, Env: [...env.values()] }
      : {
          ...config,
          Labels: { ...config.Labels, ...Object.fromEntries(pairs.map(({ key, value }) => [key, value])) },
        }
  addHistory(state, text, false)
}

function declare({ conversion, state, lint, expand }: Setting, command: Command & { kind: 'arg' }): void {
  const { given, globals } = conversion
  const shown = command.args.map(({ key, value }) => {
    checkSecret('ARG', key, command.range, lint)
    const chosen = Object.hasOwn(given, key)
      ? given[key]
      : value === undefined
        ? globals.get(key)
        : expand(value)
    if (chosen !== undefined) state.env.set(key, chosen)
    state.args.push({ key, value: chosen })
    conversion.noteArg(key, value, chosen, command.range)
    return chosen === undefined ? key : `${key}=${chosen}`
  })
  addHistory(state, `ARG ${shown.join(' ')}`, false)
}

function setWorkdir(
  { conversion, state, lint, expand }: Setting,
  command: Written & { readonly text: string },
): void {
  const path = expand(command.text)
  if (!state.workdirSet && !path.startsWith('/')) lint.report('WorkdirRelativePath', command.range, path)
  state.workdirSet = true
  const { config } = state.image
  const cwd = cleanPath(path.startsWith('/') ? path : `${config.WorkingDir || '/'}/${path}`)
  state.image.config = { ...config, WorkingDir: cwd }
  state.cwd = cwd
  if (cwd === '/') {
    addHistory(state, `WORKDIR ${cwd}`, false)
    return
  }
  state.vertex = newVertex({
    name: prefixed(state, conversion.shown(state, command.source)),
    op: {
      kind: 'file',
      base: state.vertex !== undefined,
      actions: [
        {
          kind: 'mkdir',
          path: cwd,
          user: config.User ?? '',
          ...(conversion.epoch !== undefined && { time: conversion.epoch }),
        },
      ],
    },
    inputs: state.vertex ? [state.vertex] : [],
    ignoreCache: false,
    range: command.range,
  })
  addHistory(state, `WORKDIR ${cwd}`, true, false)
}

/** A command as a list; of one line, the shell and the line. */
export const withShell = ({ image }: StageState, args: readonly string[]): readonly string[] => [
  ...(image.config.Shell?.length ? image.config.Shell : SHELL),
  args.join(' '),
]

function setCommand(setting: Setting, command: Command & { kind: 'cmd' | 'entrypoint' }): void {
  const { state } = setting
  usedOnce(setting, command, command.kind)
  const args = argsOf(setting, command, command.line)
  const { config } = state.image
  if (command.kind === 'cmd') {
    state.cmdSet = true
    state.image.config = { ...config, Cmd: args, ArgsEscaped: true }
  } else {
    const { Cmd: _cmd, ...without } = config
    state.image.config = { ...(state.cmdSet ? config : without), Entrypoint: args }
  }
  addHistory(state, `${command.kind.toUpperCase()} [${args.map(quote).join(' ')}]`, false)
}

function argsOf({ state, lint }: Setting, command: Command, { args, shell }: CommandLine): readonly string[] {
  if (!shell) return args
  if (!state.image.config.Shell?.length) lint.report('JSONArgsRecommended', command.range, command.name)
  return withShell(state, args)
}

/** The one before is told of: it is the one that does not count. */
function usedOnce({ state, lint }: Setting, { name, range }: Command, kind: keyof StageState['used']): void {
  const before = state.used[kind]
  if (before) lint.report('MultipleInstructionsDisallowed', before, name)
  state.used[kind] = range
}
