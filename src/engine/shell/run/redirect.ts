import { FsError, isErrno } from '../../base/errors.ts'
import type { Fd, OpenFlags } from '../../kernel/process.ts'
import { isRegular } from '../../vfs/filesystem.ts'
import { expandBody, expandWord, expandWords } from '../expand/word.ts'
import { Failure } from '../failure.ts'
import { writeError } from '../report.ts'
import { currentLine, type Shell } from '../state.ts'
import type { HereDoc, Redirection } from '../syntax/ast.ts'
import { networkPath, openNetwork } from './network-path.ts'

/** Descriptors at or above this one hold what redirections put aside. */
const SAVED = 10

/** Puts the descriptors back. */
export type Restore = () => void

/**
 * Applies redirections to the shell's own descriptors, from left to right. A failure puts back what was done
 * and throws.
 */
export async function redirect(sh: Shell, redirections: readonly Redirection[]): Promise<Restore> {
  const saved = new Map<Fd, Fd | undefined>()
  const restore = (): void => {
    for (const [fd, copy] of [...saved].reverse()) {
      if (copy === undefined) {
        if (sh.process.isOpen(fd)) sh.process.close(fd)
      } else {
        sh.process.dup2(copy, fd)
        sh.process.close(copy)
      }
    }
  }
  const save = (fd: Fd): void => {
    if (saved.has(fd)) return
    saved.set(fd, sh.process.isOpen(fd) ? sh.process.dup(fd, SAVED, true) : undefined)
  }
  try {
    for (const each of redirections) await apply(sh, each, save)
  } catch (error) {
    restore()
    throw error
  }
  return restore
}

/** Applies redirections for good (`exec >file`). */
export async function redirectForGood(sh: Shell, redirections: readonly Redirection[]): Promise<void> {
  for (const each of redirections) await apply(sh, each, () => undefined)
}

async function apply(sh: Shell, each: Redirection, save: (fd: Fd) => void): Promise<void> {
  const target = descriptorOf(sh, each)
  if (each.type === 'HereDoc' || each.type === 'HereString') {
    const text =
      each.type === 'HereDoc'
        ? await bodyText(sh, each)
        : `${each.target ? await expandWord(sh, each.target) : ''}\n`
    save(target)
    await provide(sh, text, target)
    return
  }
  const word = each.target ? await targetText(sh, each) : ''
  if (each.operator === '>&' || each.operator === '<&') {
    if (/^\d+-?$/.test(word) || word === '-') {
      duplicate(sh, word, target, save)
      return
    }
    if (each.operator === '<&' || each.descriptor) throw new Failure(`${word}: ambiguous redirect`)
  }
  const both = each.operator === '&>' || each.operator === '&>>' || each.operator === '>&'
  const network = networkPath(sh, word)
  const fd = network ? await openNetwork(sh, word, network) : open(sh, word, each.operator)
  save(target)
  place(sh, fd, target)
  if (both) {
    save(2)
    sh.process.dup2(target, 2)
  }
}

async function targetText(sh: Shell, each: Extract<Redirection, { type: 'Redirect' }>): Promise<string> {
  const words = await expandWords(sh, [each.target!])
  if (words.length !== 1) throw new Failure(`${each.target!.text}: ambiguous redirect`)
  return words[0]!
}

function descriptorOf(sh: Shell, each: Redirection): Fd {
  const { descriptor } = each
  if (descriptor?.type === 'FileDescriptor') return descriptor.value
  if (descriptor?.type === 'FileDescriptorVariable') {
    const closing = each.type === 'Redirect' && each.target?.text === '-'
    if (closing) return Number(sh.vars.get(descriptor.name) ?? -1)
    let fd = SAVED
    while (sh.process.isOpen(fd)) fd++
    sh.vars.set(descriptor.name, String(fd))
    return fd
  }
  return each.operator.startsWith('<') ? 0 : 1
}

function duplicate(sh: Shell, word: string, target: Fd, save: (fd: Fd) => void): void {
  if (word === '-') {
    save(target)
    if (sh.process.isOpen(target)) sh.process.close(target)
    return
  }
  const from = Number.parseInt(word, 10)
  if (!sh.process.isOpen(from)) throw new Failure(`${from}: Bad file descriptor`)
  save(target)
  if (from !== target) sh.process.dup2(from, target)
  if (word.endsWith('-')) sh.process.close(from)
}

const FLAGS: Readonly<Record<string, OpenFlags>> = {
  '<': { read: true },
  '<>': { read: true, write: true, create: true },
  '>>': { write: true, create: true, append: true },
  '&>>': { write: true, create: true, append: true },
}

function open(sh: Shell, path: string, operator: string): Fd {
  const flags = FLAGS[operator] ?? { write: true, create: true, truncate: true }
  const clobbers = flags.truncate && operator !== '>|'
  if (clobbers && sh.options.has('noclobber') && isExistingFile(sh, path)) {
    if (sh.dialect === 'bash') throw new Failure(`${path}: cannot overwrite existing file`)
    throw new Failure('File exists', { why: 'create', name: path, status: sh.dialect === 'dash' ? 2 : 1 })
  }
  try {
    return sh.process.open(path, flags)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const why = operator === '<' ? 'open' : 'create'
    throw new Failure(error.message, { why, name: path, status: sh.dialect === 'dash' ? 2 : 1 })
  }
}

function isExistingFile(sh: Shell, path: string): boolean {
  try {
    return isRegular(sh.process.stat(path).mode)
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** Moves an open file to a descriptor that spawned programs inherit. */
export function place(sh: Shell, fd: Fd, target: Fd): void {
  let from = fd
  if (fd === target) {
    from = sh.process.dup(fd, SAVED, true)
    sh.process.close(fd)
  }
  sh.process.dup2(from, target)
  sh.process.close(from)
}

async function bodyText(sh: Shell, doc: HereDoc): Promise<string> {
  if (!doc.closing) {
    if (sh.dialect === 'bash') await warnUnclosed(sh, doc)
    const text = await closedBody(sh, doc)
    return sh.dialect !== 'bash' || text === '' || text.endsWith('\n') ? text : `${text}\n`
  }
  return closedBody(sh, doc)
}

async function warnUnclosed(sh: Shell, doc: HereDoc): Promise<void> {
  const first = currentLine(sh)
  const last = sh.source.firstLine + sh.source.text.replace(/\n$/, '').split('\n').length - 1
  const wanted = `here-document at line ${first} delimited by end-of-file (wanted \`${doc.delimiter?.value ?? ''}')`
  await writeError(sh, `${sh.name}: ${sh.interactive ? '' : `line ${last}: `}warning: ${wanted}\n`)
}

async function closedBody(sh: Shell, doc: HereDoc): Promise<string> {
  const { body } = doc
  if (doc.delimiter?.quoted || !body.parts) {
    const text = doc.operator === '<<-' ? body.text.replace(/^\t+/gm, '') : body.text
    return doc.delimiter?.quoted ? text : text.replace(/\\\n/g, '').replace(/\\([$`\\])/g, '$1')
  }
  return expandBody(sh, body.parts)
}

/** Makes a text readable at a descriptor, through a pipe that a child fills. */
async function provide(sh: Shell, text: string, target: Fd): Promise<void> {
  const { read, write } = sh.process.pipe()
  if (text.length < 16384) await sh.process.write(write, text)
  else
    sh.process.fork(async (child) => {
      child.close(read)
      await child.write(write, text)
      return 0
    })
  sh.process.close(write)
  place(sh, read, target)
}
