import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { S_IFDIR, S_IFMT } from '../../../vfs/filesystem.ts'
import { type Options, optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import { toText } from '../../text.ts'

const OPTIONS = optionTable(
  '[options] [variable[=value] ...]',
  `-a/--all -A -X !--deprecated !--dry-run -b/--binary -e/--ignore -N/--names -n/--values -p/--load:: -f !--system
   !-r/--pattern: -q/--quiet -w/--write -o -x -d -h -V`,
  { suite: 'procps-ng 4.0.2)' },
)
const ROOT = '/proc/sys'

/** `net.ipv4.ip_forward` or `net/ipv4/ip_forward` as a path. The first separator is the one that counts. */
function pathOf(name: string): string {
  const at = name.search(/[./]/)
  if (at < 0 || name[at] === '/') return `${ROOT}/${name}`
  return `${ROOT}/${[...name].map((char) => (char === '.' ? '/' : char === '/' ? '.' : char)).join('')}`
}
const nameOf = (path: string): string =>
  [...path.slice(ROOT.length + 1)].map((char) => (char === '/' ? '.' : char === '.' ? '/' : char)).join('')

/** `sysctl` (procps 4.0.2): reads and writes what is below /proc/sys. */
export const sysctl = program('sysctl', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const settings = new Settings(io, options)
  if (options.has('a', 'A', 'X')) {
    for (const path of pathsBelow(io, ROOT)) await settings.show(path, true)
    return 0
  }
  if (options.has('p', 'f'))
    return settings.load(options.get('p') || options.operands[0] || '/etc/sysctl.conf')
  if (options.operands.length === 0)
    throw new Failure('no variables specified', 1, "Try `sysctl --help' for more information.")
  let code = 0
  for (const word of options.operands) {
    const at = word.indexOf('=')
    if (at < 0 && options.has('w')) {
      await io.error(`"${word}" must be of the form name=value`)
      code = 1
    } else if (
      !(await (at < 0
        ? settings.show(pathOf(word), false)
        : settings.set(word.slice(0, at), word.slice(at + 1))))
    )
      code = 1
  }
  return code
})

function pathsBelow(io: Io, directory: string): string[] {
  return io.p.readdir(directory).flatMap(({ name, type }) => {
    const path = `${directory}/${name}`
    return (type & S_IFMT) === S_IFDIR ? pathsBelow(io, path) : [path]
  })
}

class Settings {
  private readonly io: Io
  private readonly options: Options
  constructor(io: Io, options: Options) {
    this.io = io
    this.options = options
  }

  private async missing(path: string): Promise<boolean> {
    if (this.options.has('e')) return true
    await this.io.error(`cannot stat ${path}: No such file or directory`)
    return false
  }

  /** False where it could not be shown. `all`: one of many, that may be unreadable. */
  async show(path: string, all: boolean): Promise<boolean> {
    const { io, options } = this
    if (!io.p.exists(path)) return this.missing(path)
    if ((io.p.stat(path).mode & S_IFMT) === S_IFDIR) {
      for (const inner of pathsBelow(io, path)) await this.show(inner, true)
      return true
    }
    const name = nameOf(path)
    if (options.has('N')) {
      await io.out.write(`${name}\n`)
      return true
    }
    let text: string
    try {
      text = toText(bytesOf(io.p.readFile(path))).replace(/\n$/, '')
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno === 'EACCES' && all) await io.error(`permission denied on key '${name}'`)
      else await io.error(`reading key "${name}": ${error.message}`)
      return all
    }
    if (options.has('b')) await io.out.write(text)
    else if (options.has('n')) await io.out.write(`${text}\n`)
    else for (const line of text.split('\n')) await io.out.write(`${name} = ${line}\n`)
    return true
  }

  async set(key: string, value: string): Promise<boolean> {
    const { io, options } = this
    const path = pathOf(key.trim())
    if (!io.p.exists(path)) return this.missing(path)
    const name = nameOf(path)
    try {
      const fd = io.p.open(path, { write: true })
      try {
        await io.p.write(fd, `${value.trim()}\n`)
      } finally {
        io.p.close(fd)
      }
    } catch (error) {
      if (!isErrno(error)) throw error
      await io.error(
        error.errno === 'EACCES' || error.errno === 'EPERM'
          ? `permission denied on key "${name}"${options.has('e') ? ', ignoring' : ''}`
          : `setting key "${name}": ${error.message}`,
      )
      return false
    }
    if (!options.has('q'))
      await io.out.write(options.has('n') ? `${value.trim()}\n` : `${name} = ${value.trim()}\n`)
    return true
  }

  async load(path: string): Promise<number> {
    const { io } = this
    let text: string
    try {
      text = toText(bytesOf(io.p.readFile(path)))
    } catch (error) {
      if (!isErrno(error)) throw error
      await io.error(`cannot open "${path}": ${error.message}`)
      return 1
    }
    let code = 0
    for (const line of text.split('\n').map((each) => each.trim())) {
      if (line === '' || /^[#;]/.test(line)) continue
      const [key = '', ...value] = line.split('=')
      if (!(await this.set(key.replace(/^-/, ''), value.join('=')))) code = 1
    }
    return code
  }
}
