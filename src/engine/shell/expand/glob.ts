import { FsError } from '../../base/errors.ts'
import { byCodeUnit } from '../../base/text.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import type { Shell } from '../state.ts'
import { compile, hasMagic, unquotePattern } from './pattern.ts'

/** Paths that match a pattern, in order; empty when none does. */
export function glob(sh: Shell, pattern: string): string[] {
  const extglob = sh.dialect === 'bash'
  const parts = pattern.split('/')
  let found = ['']
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1
    const next: string[] = []
    for (const base of found) {
      if (part === '' || !hasMagic(part, extglob)) {
        const path = base + unquotePattern(part)
        if (last ? part === '' || exists(sh, path) : true) next.push(last ? path : `${path}/`)
      } else if (part === '**' && sh.shopts.has('globstar')) {
        for (const path of descend(sh, base, last)) next.push(last ? path : path === '' ? '' : `${path}/`)
      } else
        for (const name of matches(sh, base, part, extglob)) {
          const path = base + name
          if (last) next.push(path)
          else if (isDirectoryPath(sh, path)) next.push(`${path}/`)
        }
    }
    found = next
  }
  return found.filter((path) => path !== '' && (!path.endsWith('/') || exists(sh, path))).sort(byCodeUnit)
}

function matches(sh: Shell, directory: string, part: string, extglob: boolean): string[] {
  const dots = part.startsWith('.') || part.startsWith('\\.')
  const regexp = compile(part, { path: true, extglob, ignoreCase: sh.shopts.has('nocaseglob') })
  const names = list(sh, directory)
  if (dots) names.push('.', '..')
  return names.filter(
    (name) => regexp.test(name) && (dots || !name.startsWith('.') || sh.shopts.has('dotglob')),
  )
}

function descend(sh: Shell, base: string, files: boolean): string[] {
  const out: string[] = base === '' ? (files ? [] : ['']) : [base.replace(/\/$/, '')]
  for (const name of list(sh, base)) {
    if (name.startsWith('.') && !sh.shopts.has('dotglob')) continue
    const path = base + name
    if (isDirectoryPath(sh, path)) out.push(...descend(sh, `${path}/`, files))
    else if (files) out.push(path)
  }
  return out
}

function list(sh: Shell, directory: string): string[] {
  try {
    return sh.process.readdir(directory === '' ? '.' : directory).map((entry) => entry.name)
  } catch (error) {
    if (error instanceof FsError) return []
    throw error
  }
}

function exists(sh: Shell, path: string): boolean {
  try {
    sh.process.lstat(path)
    return true
  } catch (error) {
    if (error instanceof FsError) return false
    throw error
  }
}

function isDirectoryPath(sh: Shell, path: string): boolean {
  try {
    return isDirectory(sh.process.stat(path).mode)
  } catch (error) {
    if (error instanceof FsError) return false
    throw error
  }
}
