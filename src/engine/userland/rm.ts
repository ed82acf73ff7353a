import { isErrno } from '../base/errors.ts'
import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory, isSymlink } from '../vfs/filesystem.ts'
import { baseName, joinPath } from './listing.ts'
import { typeWord } from './mode.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { confirm } from './prompt.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-f/--force -i -I --interactive:: !--one-file-system --no-preserve-root --preserve-root:: -r/--recursive -R -d/--dir
   -v/--verbose`,
)

export const rmMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const force = options.last('f', 'i', 'I', 'interactive') === 'f'
  if (options.operands.length === 0) {
    if (force) return 0
    throw usageError(io, io.busybox ? '' : 'missing operand')
  }
  return new Removal(io, options, force).run()
}

class Removal {
  private readonly io: Io
  private readonly options: Options
  private readonly force: boolean
  private readonly recursive: boolean
  private readonly ask: boolean
  private code = 0
  constructor(io: Io, options: Options, force: boolean) {
    this.io = io
    this.options = options
    this.force = force
    this.recursive = options.has('r', 'R')
    const last = options.last('f', 'i', 'I', 'interactive')
    this.ask = last === 'i' || (last === 'interactive' && /^(always|yes|)$/.test(options.get('interactive')!))
  }

  async run(): Promise<number> {
    const { io, options } = this
    const { operands } = options
    const once = options.last('f', 'i', 'I', 'interactive') === 'I'
    if (once && (this.recursive || operands.length > 3)) {
      const what = `${operands.length} argument${operands.length === 1 ? '' : 's'}`
      if (!(await confirm(io, `${io.name}: remove ${what}${this.recursive ? ' recursively' : ''}? `)))
        return 0
    }
    for (const path of operands) {
      const last = baseName(path)
      if (last === '.' || last === '..') {
        await this.fail(
          io.busybox
            ? `can't remove '.' or '..'`
            : `refusing to remove '.' or '..' directory: skipping ${quoteAlways(path)}`,
        )
        continue
      }
      if (!io.busybox && this.recursive && !options.has('no-preserve-root') && this.isRoot(path)) {
        const same = path === '/' ? '' : ` (same as '/')`
        await this.fail(`it is dangerous to operate recursively on ${quoteAlways(path)}${same}`)
        await io.error('use --no-preserve-root to override this failsafe')
        continue
      }
      try {
        await this.remove(path, io.p.lstat(path))
      } catch (error) {
        if (this.force && isErrno(error, 'ENOENT', 'ENOTDIR')) continue
        await this.failed(path, error)
      }
    }
    return this.code
  }

  private isRoot(path: string): boolean {
    const { p } = this.io
    if (!p.exists(path) || isSymlink(p.lstat(path).mode)) return false
    const a = p.stat(path)
    const b = p.stat('/')
    return a.ino === b.ino && a.dev === b.dev
  }

  private async fail(message: string): Promise<void> {
    await this.io.error(message)
    this.code = 1
  }
  private failed(path: string, error: unknown): Promise<void> {
    return this.fail(
      this.io.busybox
        ? `can't remove '${path}': ${reason(error)}`
        : `cannot remove ${quoteAlways(path)}: ${reason(error)}`,
    )
  }

  /** True when it is gone. */
  private async remove(path: string, stat: Stat): Promise<boolean> {
    const { io, options } = this
    if (isDirectory(stat.mode)) {
      if (!this.recursive && !options.has('d')) {
        await this.fail(
          io.busybox ? `'${path}' is a directory` : `cannot remove ${quoteAlways(path)}: Is a directory`,
        )
        return false
      }
      return this.removeDirectory(path)
    }
    if (!(await this.allowed(path, stat))) return false
    io.p.unlink(path)
    if (options.has('v'))
      await io.out.write(io.busybox ? `removed '${path}'\n` : `removed ${quoteAlways(path)}\n`)
    return true
  }

  private async removeDirectory(path: string): Promise<boolean> {
    const { io, options } = this
    const children = io.p.readdir(path)
    if (this.recursive) {
      if (
        this.ask &&
        children.length > 0 &&
        !(await confirm(io, this.question('descend into', 'directory', path)))
      )
        return false
      for (const child of children) {
        const inner = joinPath(path, child.name)
        try {
          await this.remove(inner, io.p.lstat(inner))
        } catch (error) {
          await this.failed(inner, error)
        }
      }
      await io.p.yield()
    }
    if (this.ask && !(await confirm(io, this.question('remove', 'directory', path)))) return false
    if (this.recursive && io.p.readdir(path).length > 0 && this.code !== 0) return false
    io.p.rmdir(path)
    if (options.has('v'))
      await io.out.write(
        io.busybox ? `removed directory: '${path}'\n` : `removed directory ${quoteAlways(path)}\n`,
      )
    return true
  }

  private question(action: string, kind: string, path: string): string {
    if (this.io.busybox) return `rm: ${action === 'remove' ? 'remove' : 'descend into directory'} '${path}'? `
    return `${this.io.name}: ${action} ${kind} ${quoteAlways(path)}? `
  }

  private async allowed(path: string, stat: Stat): Promise<boolean> {
    const { io } = this
    const kind = typeWord(stat.mode, stat.size)
    if (this.ask) return confirm(io, this.question('remove', kind, path))
    if (this.force || isSymlink(stat.mode) || !io.p.isatty(0) || io.p.access(path, { write: true }))
      return true
    return confirm(
      io,
      io.busybox
        ? `rm: remove '${path}'? `
        : `${io.name}: remove write-protected ${kind} ${quoteAlways(path)}? `,
    )
  }
}

export const rm = program('rm', async (io) => {
  if (
    io.args.some((arg) => arg.startsWith('--interactive=') && !/=(always|yes|never|no|none|once)$/.test(arg))
  )
    throw new Failure('invalid argument for --interactive', 1)
  return rmMain(io)
})
