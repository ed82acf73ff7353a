import { isErrno } from '../../base/errors.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
  type Stat,
} from '../../vfs/filesystem.ts'
import { element, itemKey } from '../expand/arith.ts'
import { Failure } from '../failure.ts'
import type { Shell } from '../state.ts'

/** Operators of `test` that take one operand. */
export const UNARY = new Set(
  '-a -b -c -d -e -f -g -G -h -k -L -n -N -o -O -p -r -R -s -S -t -u -v -w -x -z'.split(' '),
)

function stat(sh: Shell, path: string, follow = true): Stat | undefined {
  try {
    return follow ? sh.process.stat(path) : sh.process.lstat(path)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/** `-f file`, `-n text`, `-v name` and the other tests with one operand. */
export function unaryTest(sh: Shell, operator: string, operand: string): boolean {
  const mode = (wanted: (mode: number) => boolean, follow = true): boolean => {
    const found = stat(sh, operand, follow)
    return found !== undefined && wanted(found.mode)
  }
  switch (operator) {
    case '-n':
      return operand !== ''
    case '-z':
      return operand === ''
    case '-e':
    case '-a':
      return mode(() => true)
    case '-f':
      return mode(isRegular)
    case '-d':
      return mode(isDirectory)
    case '-h':
    case '-L':
      return mode(isSymlink, false)
    case '-b':
      return mode(isBlockDevice)
    case '-c':
      return mode(isCharDevice)
    case '-p':
      return mode((bits) => (bits & S_IFMT) === S_IFIFO)
    case '-S':
      return mode((bits) => (bits & S_IFMT) === S_IFSOCK)
    case '-g':
      return mode((bits) => (bits & 0o2000) !== 0)
    case '-u':
      return mode((bits) => (bits & 0o4000) !== 0)
    case '-k':
      return mode((bits) => (bits & 0o1000) !== 0)
    case '-s':
      return (stat(sh, operand)?.size ?? 0) > 0
    case '-r':
      return sh.process.access(operand, { read: true })
    case '-w':
      return sh.process.access(operand, { write: true })
    case '-x':
      return sh.process.access(operand, { execute: true })
    case '-O':
      return stat(sh, operand)?.uid === sh.process.credentials.uid
    case '-G':
      return stat(sh, operand)?.gid === sh.process.credentials.gid
    case '-N': {
      const found = stat(sh, operand)
      return found !== undefined && found.mtime > found.atime
    }
    case '-t':
      return /^\d+$/.test(operand) && sh.process.isOpen(Number(operand)) && sh.process.isatty(Number(operand))
    case '-o':
      return sh.options.has(operand)
    case '-R':
      return sh.vars.lookup(operand)?.nameref === true
    case '-v':
      return isVariableSet(sh, operand)
    default:
      throw new Failure(`${operator}: unary operator expected`, { status: 2 })
  }
}

function isVariableSet(sh: Shell, text: string): boolean {
  const m = /^(\w+)\[(.*)\]$/s.exec(text)
  if (!m) return /^\d+$/.test(text) ? sh.positional[Number(text) - 1] !== undefined : sh.vars.isSet(text)
  if (m[2] === '@' || m[2] === '*') return sh.vars.entries(m[1]!).length > 0
  return element(sh, m[1]!, itemKey(sh, m[1]!, m[2]!)) !== undefined
}

/** `-nt`, `-ot`, `-ef`. */
export function binaryFileTest(sh: Shell, operator: string, left: string, right: string): boolean {
  const [a, b] = [stat(sh, left), stat(sh, right)]
  switch (operator) {
    case '-nt':
      return a !== undefined && (b === undefined || a.mtime > b.mtime)
    case '-ot':
      return b !== undefined && (a === undefined || a.mtime < b.mtime)
    case '-ef':
      return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
    default:
      throw new Failure(`${operator}: binary operator expected`, { status: 2 })
  }
}
