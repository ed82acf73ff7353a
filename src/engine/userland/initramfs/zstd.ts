import { bytesBody, bytesOf } from '../../base/body.ts'
import { concatBytes } from '../../base/text.ts'
import { isZstd, readZstd, writeZstd } from '../../vfs/cpio/zstd.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] [INPUT... | -] [-o OUTPUT]',
  '-d/--decompress -c/--stdout -f/--force -k/--keep -q/--quiet -o: -t/--test -T: -V/--version --rm -1 -2 -3 -9',
)

async function inputOf({ p }: Io, path: string | undefined): Promise<Uint8Array> {
  if (path !== undefined && path !== '-') return bytesOf(p.readFile(path))
  const parts: Uint8Array[] = []
  for (;;) {
    const bytes = await p.read(0)
    if (bytes.length === 0) return concatBytes(parts)
    parts.push(bytes.slice())
  }
}

/** `zstd`: frames of blocks that are not compressed are written and read. */
const zstdMain: Main = async (io) => {
  if (io.args[0] === '--version' || io.args[0] === '-V') {
    await io.out.write('*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***\n')
    return 0
  }
  const options = parseOptions(io, OPTIONS)
  const [path] = options.operands
  const body = bytesBody(await inputOf(io, path))
  const decompress = options.has('d', 't')
  if (decompress && !isZstd(body)) throw new Failure(`${path ?? '/*stdin*\\'}: unsupported format`)
  const unpacked = decompress ? readZstd(body) : undefined
  if (unpacked?.problem === 'truncated') throw new Failure(`${path ?? '/*stdin*\\'}: premature end`)
  if (unpacked?.problem) throw new Failure('of blocks, those that are not compressed are simulated')
  if (options.has('t')) return 0
  const result = unpacked?.content ?? writeZstd(body)
  const named =
    path === undefined || path === '-' ? undefined : decompress ? path.replace(/\.zst$/, '') : `${path}.zst`
  const target = options.get('o') ?? (options.has('c') ? undefined : named)
  if (target !== undefined) io.p.writeFile(target, result)
  else for (let at = 0; at < result.size; at += 65_536) await io.out.write(result.read(at, 65_536))
  return 0
}

export const zstd = program('zstd', zstdMain)
