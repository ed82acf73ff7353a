import { unixSeconds } from '../base/time.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { gunzip as gunzipBytes, gzip as gzipBytes } from './archive.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { program, reason } from './program.ts'
import { readAll } from './stdio.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-c/--stdout --to-stdout -d/--decompress --uncompress -f/--force -k/--keep -l/--list -n/--no-name -N/--name -q/--quiet
   -r/--recursive !--rsyncable !-S/--suffix: -t/--test -v/--verbose -1/--fast -2 -3 -4 -5 -6 -7 -8 -9/--best`,
  { suite: 'gzip) 1.12' },
)

/** Exit code where a file was passed over. */
const WARNING = 2

type Mode = 'gzip' | 'gunzip' | 'zcat'

const gzipWith =
  (mode: Mode): Main =>
  async (io) => {
    const options = parseOptions(io, OPTIONS)
    const unpack = mode !== 'gzip' || options.has('d', 'uncompress', 't', 'l')
    const toStdout = mode === 'zcat' || options.has('c', 'to-stdout')
    const level = Number(options.last('1', '2', '3', '4', '5', '6', '7', '8', '9') ?? 6)
    let code = 0
    const fail = async (message: string): Promise<void> => {
      await io.error(message)
      code = 1
    }
    for (const name of options.operands.length > 0 ? options.operands : ['-']) {
      try {
        if (name === '-') {
          const bytes = await readAll(io.p, 0)
          if (!unpack) await io.out.write(gzipBytes(bytes, { level }))
          else {
            const plain = gunzipBytes(bytes)
            if (!plain)
              await fail(
                bytes.length === 0
                  ? 'stdin: unexpected end of file'
                  : io.busybox
                    ? 'invalid magic'
                    : 'stdin: not in gzip format',
              )
            else if (!options.has('t')) await io.out.write(plain)
          }
          continue
        }
        code = Math.max(code, await one(io, options, name, { unpack, toStdout, level, mode }))
      } catch (error) {
        await fail(`${name}: ${reason(error)}`)
      }
    }
    return code
  }

async function one(
  io: Io,
  options: Options,
  given: string,
  how: { unpack: boolean; toStdout: boolean; level: number; mode: Mode },
): Promise<number> {
  const { p } = io
  const name = how.unpack && !p.exists(given) && p.exists(`${given}.gz`) ? `${given}.gz` : given
  const stat = p.stat(name)
  if (isDirectory(stat.mode)) {
    await io.error(`${name} is a directory -- ignored`)
    return WARNING
  }
  if (stat.nlink > 1 && !how.toStdout && !options.has('f', 't', 'l') && !io.busybox) {
    const others = stat.nlink - 1
    await io.error(`${name} has ${others} other link${others === 1 ? '' : 's'} -- file ignored`)
    return WARNING
  }
  const ending = /(?:\.gz|\.tgz|\.z|-gz)$/i.exec(name)?.[0]
  if (how.unpack && !how.toStdout && !options.has('t', 'l') && !ending) {
    await io.error(`${name}: unknown suffix -- ignored`)
    return WARNING
  }
  if (!how.unpack && ending && !how.toStdout) {
    await io.error(`${name} already has ${ending} suffix -- unchanged`)
    return WARNING
  }
  const fd = p.open(name, { read: true })
  const bytes = await readAll(p, fd)
  p.close(fd)
  const mtime = options.has('n') ? 0 : unixSeconds(stat.mtime)
  const out = how.unpack
    ? gunzipBytes(bytes)
    : gzipBytes(bytes, {
        level: how.level,
        mtime,
        ...(!options.has('n') && { name: name.slice(name.lastIndexOf('/') + 1) }),
      })
  if (!out) {
    await io.error(io.busybox ? 'invalid magic' : `${name}: not in gzip format`)
    return 1
  }
  if (options.has('t')) return 0
  if (options.has('l')) {
    const ratio = out.length === 0 ? 0 : 100 * (1 - (bytes.length - 18) / out.length)
    await io.out.write(
      `         compressed        uncompressed  ratio uncompressed_name\n${String(bytes.length).padStart(19)} ${String(out.length).padStart(19)} ${ratio.toFixed(1).padStart(5)}% ${name.replace(/\.gz$/, '')}\n`,
    )
    return 0
  }
  if (how.toStdout) {
    await io.out.write(out)
    return 0
  }
  const target = how.unpack
    ? /\.tgz$/i.test(name)
      ? name.replace(/\.tgz$/i, '.tar')
      : name.slice(0, -ending!.length)
    : `${name}.gz`
  if (p.exists(target) && !options.has('f')) {
    await io.error(
      io.busybox ? `can't open '${target}': File exists` : `${target} already exists;\tnot overwritten`,
    )
    return WARNING
  }
  p.writeFile(target, out, 0o600)
  if (p.credentials.uid === 0) p.chown(target, stat.uid, stat.gid)
  p.chmod(target, stat.mode & 0o777)
  p.utimes(target, stat.atime, stat.mtime)
  if (!options.has('k')) p.unlink(name)
  if (options.has('v')) {
    const [small, large] = how.unpack ? [bytes.length, out.length] : [out.length, bytes.length]
    const ratio = large === 0 ? 0 : 100 * (1 - (small - 18) / large)
    await io.stderr(
      `${name}:\t${ratio.toFixed(1).padStart(5)}% -- ${options.has('k') ? 'created' : 'replaced with'} ${target}\n`,
    )
  }
  return 0
}

const asGzip = (io: Io): Io => ({
  ...io,
  name: 'gzip',
  error: (message) => io.stderr(`gzip: ${message}\n`),
})

export const gzipMain = gzipWith('gzip')
export const gunzipMain = gzipWith('gunzip')
export const zcatMain = gzipWith('zcat')
export const gzip = program('gzip', gzipMain)
// Debian's gunzip and zcat are scripts that call gzip: messages come from it.
export const gunzip = program('gunzip', (io) => gunzipMain(asGzip(io)))
export const zcat = program('zcat', (io) => zcatMain(asGzip(io)))
