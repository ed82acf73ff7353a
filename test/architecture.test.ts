import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf } from './support/imports.ts'

const root = resolve(import.meta.dirname, '..')
const engine = 'src/engine'

/**
 * What each part may import besides itself. `types` stands for a part of which only types may be imported.
 */
const arrows: Readonly<
  Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>
> = {
  base: { values: [] },
  vfs: { values: ['base'] },
  oci: { values: ['base', 'vfs'] },
  store: { values: ['base', 'vfs', 'oci'] },
  registry: { values: ['base', 'vfs', 'oci', 'store'] },
  kernel: { values: ['base', 'vfs', 'oci', 'store', 'registry'] },
  init: { values: ['base', 'vfs', 'oci', 'store', 'registry', 'userland'], types: ['kernel'] },
  boot: { values: ['base', 'vfs', 'oci', 'store', 'registry', 'kernel', 'init'] },
  daemon: { values: ['base', 'vfs', 'oci', 'store', 'registry', 'kernel', 'boot'] },
  docker: { values: ['base', 'vfs', 'oci'], types: ['daemon', 'kernel'] },
  strata: { values: ['base'], types: ['daemon', 'kernel'] },
  userland: { values: ['base', 'vfs'], types: ['kernel'] },
  shell: { values: ['base', 'vfs'], types: ['kernel'] },
}
const parts = Object.keys(arrows)
const worldMayImport = [...parts, 'world']

/** Constants of the kernel's interface that programs need as values, as a C program includes <signal.h>. */
const kernelHeaders = [`${engine}/kernel/signals.ts`, `${engine}/kernel/termios.ts`]
/** The only file of the daemon that its clients see. */
const daemonInterface = `${engine}/daemon/api.ts`

const files = sourceFiles('src')
const engineFiles = files.filter((file) => file.startsWith(`${engine}/`))

describe('imports point one way', () => {
  it.each(engineFiles)('%s', (file) => {
    const from = partOf(file)
    const wrong = localImports(file).filter(({ target, typeOnly }) => !allowed(from, target, typeOnly))
    expect(wrong.map(({ target }) => `${file} → ${target}`)).toEqual([])
  })

  it('the sandbox and the headless runner import the engine, never each other or a component', () => {
    const wrong = files
      .filter((file) => /^src\/(sandbox|headless|lessons)\//.test(file))
      .flatMap((file) => localImports(file).map(({ target }) => ({ file, target })))
      .filter(({ file, target }) => {
        const own = file.split('/').slice(0, 2).join('/')
        return (
          !target.startsWith(`${engine}/`) &&
          !target.startsWith(`${own}/`) &&
          !target.startsWith('src/lessons/')
        )
      })
    expect(wrong).toEqual([])
  })

  it('components import types of the engine, never its code', () => {
    const wrong = sourceFiles('components').flatMap((file) =>
      localImports(file)
        .filter(({ target, typeOnly }) => target.startsWith(`${engine}/`) && !typeOnly)
        .map(({ target }) => `${file} → ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('the engine imports nothing of Node and no package but the ones named', () => {
    const known = ['@noble/hashes', 'fflate', 'immutable', 'unbash']
    const wrong = engineFiles.flatMap((file) =>
      importsOf(read(file))
        .filter(({ from }) => !from.startsWith('.'))
        .filter(({ from }) => !known.some((name) => from === name || from.startsWith(`${name}/`)))
        .map(({ from }) => `${file} → ${from}`),
    )
    expect(wrong).toEqual([])
  })

  it('folders make no circle, save a folder with one inside it', () => {
    const edges = new Map<string, Set<string>>()
    for (const file of files) {
      const own = dirname(file)
      const others = localImports(file).filter(({ typeOnly }) => !typeOnly)
      const targets = edges.get(own) ?? new Set()
      for (const other of others.map(({ target }) => dirname(target))) {
        if (!`${own}/`.startsWith(`${other}/`) && !`${other}/`.startsWith(`${own}/`)) targets.add(other)
      }
      edges.set(own, targets)
    }
    expect(circlesIn(edges)).toEqual([])
  })
})

describe('the engine is deterministic', () => {
  const banned =
    /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bcrypto\.getRandomValues\b/
  it.each(engineFiles)('%s', (file) => {
    expect(withoutComments(read(file))).not.toMatch(banned)
  })
})

describe('files and folders', () => {
  it('no file is longer than 400 lines', () => {
    const long = files
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400)
    expect(long).toEqual([])
  })

  it('every folder of src has a README', () => {
    const folders = [...new Set(files.flatMap(foldersOf))]
    expect(folders.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([])
  })
})

function allowed(from: string, target: string, typeOnly: boolean): boolean {
  if (!target.startsWith(`${engine}/`)) return false
  const to = partOf(target)
  if (to === from) return true
  if (from === 'world') return worldMayImport.includes(to)
  const rule = arrows[from]
  if (!rule) return false
  if (rule.values.includes(to)) return true
  if (['init', 'userland', 'shell', 'docker', 'strata'].includes(from) && kernelHeaders.includes(target))
    return true
  if (!typeOnly || !rule.types?.includes(to)) return false
  return to !== 'daemon' || target === daemonInterface
}

/** `vfs` for `src/engine/vfs/…`; `world` for what stands directly in src/engine or in src/engine/world. */
function partOf(file: string): string {
  const [, , part = '', ...rest] = file.split('/')
  return rest.length === 0 ? 'world' : part
}

function localImports(file: string): { target: string; typeOnly: boolean }[] {
  return importsOf(read(file))
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from, typeOnly }) => ({ target: relative(root, resolve(root, dirname(file), from)), typeOnly }))
}

/** Circles of folders, each once, as `a → b → a`. */
function circlesIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (folder: string, path: readonly string[]) => {
    const at = path.indexOf(folder)
    if (at >= 0) {
      found.add([...path.slice(at), folder].join(' → '))
      return
    }
    if (done.has(folder)) return
    for (const next of edges.get(folder) ?? []) visit(next, [...path, folder])
    done.add(folder)
  }
  for (const folder of edges.keys()) visit(folder, [])
  return [...found]
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts'))
    .sort()
}

/** The folders that a file is in, the outermost first. */
function foldersOf(file: string): string[] {
  const names = dirname(file).split('/')
  return names.map((_, i) => names.slice(0, i + 1).join('/'))
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}
