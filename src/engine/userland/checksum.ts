import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { toHex } from '../base/digest.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, inputs, openError, program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { chunks, lineBatches } from './stdio.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  '-b/--binary -c/--check --tag -t/--text -z/--zero --ignore-missing --quiet --status --strict -w/--warn -s',
)
const ALGORITHMS = { md5, sha1, sha224, sha256, sha384, sha512 }
export type Algorithm = keyof typeof ALGORITHMS

/** Hex digest of what a descriptor gives, made as it streams. */
async function digestOf(io: Io, algorithm: Algorithm, fd: number): Promise<string> {
  const state = ALGORITHMS[algorithm].create()
  for await (const chunk of chunks(io.p, fd)) {
    state.update(chunk)
    await io.p.yield()
  }
  return toHex(state.digest())
}

const escapeName = (name: string): { mark: string; shown: string } => {
  const shown = name.replace(/[\\\n\r]/g, (c) => (c === '\\' ? '\\\\' : c === '\n' ? '\\n' : '\\r'))
  return { mark: shown === name ? '' : '\\', shown }
}

/** `md5sum` and its family: sums, or with `-c` a check of sums. */
export const checksumMain =
  (algorithm: Algorithm): Main =>
  async (io) => {
    const options = parseOptions(io, OPTIONS)
    let code = 0
    const fail = (): void => {
      code = 1
    }
    if (options.has('c')) {
      for await (const { fd, name } of inputs(io, options.operands, fail)) {
        const quiet = options.has('quiet', 'status', 's')
        if (
          !(await check(
            io,
            algorithm,
            fd,
            name,
            quiet,
            options.has('status', 's'),
            options.has('ignore-missing'),
          ))
        )
          fail()
      }
      return code
    }
    for (const key of ['ignore-missing', 'quiet', 'status', 'strict', 'w'])
      if (options.has(key))
        throw new Failure(
          `the --${key === 'w' ? 'warn' : key} option is meaningful only when verifying checksums`,
          1,
          io.busybox ? io.usage : `Try '${io.name} --help' for more information.`,
        )
    for await (const { fd, name } of inputs(io, options.operands, fail)) {
      try {
        const digest = await digestOf(io, algorithm, fd)
        const end = options.has('z') ? '\0' : '\n'
        const { mark, shown } = io.busybox || end === '\0' ? { mark: '', shown: name } : escapeName(name)
        if (options.has('tag'))
          await io.out.write(`${mark}${algorithm.toUpperCase()} (${shown}) = ${digest}${end}`)
        else
          await io.out.write(`${mark}${digest} ${options.has('b') && !io.busybox ? '*' : ' '}${shown}${end}`)
      } catch (error) {
        await io.error(
          io.busybox ? `can't read '${name}': ${reason(error)}` : `${quoteFile(name)}: ${reason(error)}`,
        )
        fail()
      }
    }
    return code
  }

/** Checks the sums that a list names; true when all are right. */
async function check(
  io: Io,
  algorithm: Algorithm,
  list: number,
  listName: string,
  quiet: boolean,
  silent: boolean,
  ignoreMissing: boolean,
): Promise<boolean> {
  const length = ALGORITHMS[algorithm].outputLen * 2
  const form = new RegExp(`^\\\\?([0-9a-fA-F]{${length}})[ \\t][ *]?(.+)$`)
  const tagged = new RegExp(`^\\\\?${algorithm.toUpperCase()} ?\\((.+)\\) ?= ?([0-9a-fA-F]{${length}})$`)
  let right = 0
  let wrong = 0
  let unreadable = 0
  let odd = 0
  for await (const { lines } of lineBatches(io.p, list)) {
    for (const line of lines) {
      if (line.startsWith('#') || line === '') continue
      const tag = tagged.exec(line)
      const m = tag ? [line, tag[2], tag[1]] : form.exec(line)
      if (!m) {
        odd++
        continue
      }
      const name = m[2]!
      const shown = name
      try {
        const fd = name === '-' ? 0 : io.p.open(name, { read: true })
        const good = (await digestOf(io, algorithm, fd)) === m[1]!.toLowerCase()
        if (fd !== 0) io.p.close(fd)
        if (good) right++
        else wrong++
        if (good ? !quiet : !silent) await io.out.write(`${shown}: ${good ? 'OK' : 'FAILED'}\n`)
      } catch (error) {
        if (ignoreMissing && reason(error) === 'No such file or directory') continue
        await openError(io, name, error)
        unreadable++
        if (!silent && !io.busybox) await io.out.write(`${shown}: FAILED open or read\n`)
        else if (io.busybox && !silent) await io.out.write(`${shown}: FAILED\n`)
      }
    }
  }
  const shownList = listName === '-' ? "'standard input'" : quoteFile(listName)
  const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
  if (io.busybox) {
    const failed = wrong + unreadable
    if (failed > 0 && !silent)
      await io.error(`WARNING: ${failed} of ${failed + right} computed checksums did NOT match`)
    if (right + failed === 0) await io.error('no checksum lines found')
    return failed === 0 && right > 0
  }
  if (right + wrong + unreadable === 0 && !ignoreMissing) {
    await io.error(`${shownList}: no properly formatted checksum lines found`)
    return false
  }
  if (!silent) {
    if (odd > 0) await io.error(`WARNING: ${counted(odd, 'line is', 'lines are')} improperly formatted`)
    if (unreadable > 0)
      await io.error(`WARNING: ${counted(unreadable, 'listed file', 'listed files')} could not be read`)
    if (wrong > 0)
      await io.error(`WARNING: ${counted(wrong, 'computed checksum', 'computed checksums')} did NOT match`)
    if (ignoreMissing && right + wrong === 0) await io.error(`${shownList}: no file was verified`)
  }
  return wrong === 0 && unreadable === 0 && right > 0
}

export const md5sum = program('md5sum', checksumMain('md5'))
export const sha1sum = program('sha1sum', checksumMain('sha1'))
export const sha224sum = program('sha224sum', checksumMain('sha224'))
export const sha256sum = program('sha256sum', checksumMain('sha256'))
export const sha384sum = program('sha384sum', checksumMain('sha384'))
export const sha512sum = program('sha512sum', checksumMain('sha512'))
