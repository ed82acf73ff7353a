import type { Body } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Main, program } from '../program.ts'

const OPTIONS = optionTable(
  '[options] --cert <certfile> <efi-boot-image>',
  '--list -h/--help -V/--version !--cert: !--no-verify !--detached:',
)
/** What is before the certificate table's place in a PE32+ image: its signature, two headers, four directories. */
const TABLE_FIELD = 24 + 112 + 4 * 8
const CERTIFICATE = 8

/** The certificate that an image carries: subject and issuer; undefined without one, `invalid` for what is no image. */
function certificateIn(image: Body): readonly [subject: string, issuer: string] | 'invalid' | undefined {
  const head = image.read(0, 0x400)
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const pe = head.length < 0x40 || head[0] !== 0x4d ? head.length : view.getUint32(0x3c, true)
  if (pe + TABLE_FIELD + 8 > head.length || head[pe] !== 0x50) return 'invalid'
  const at = view.getUint32(pe + TABLE_FIELD, true)
  if (at === 0 || at + CERTIFICATE >= image.size) return undefined
  const [, subject, issuer] = decode(image.read(at + CERTIFICATE, 512)).split('\n')
  return subject !== undefined && issuer !== undefined ? [subject, issuer] : undefined
}

/** `sbverify --list`: who has signed an image for UEFI. */
const main: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [path] = options.operands
  if (options.has('V')) {
    await io.out.write('sbverify 0.9.4\n')
    return 0
  }
  if (path === undefined) throw new Failure('error: no image specified', 1)
  if (!options.has('list')) throw new Failure('without --list it is not part of this simulation', 1)
  const found = certificateIn(io.p.readFile(path))
  if (found === 'invalid') throw new Failure('Invalid PE header magic', 1, `Can't open image ${path}`)
  if (!found) {
    await io.stderr('No signature table present\n')
    return 1
  }
  const [subject, issuer] = found
  await io.out.write(
    `signature 1\nimage signature issuers:\n - ${issuer}\nimage signature certificates:\n - subject: ${subject}\n   issuer:  ${issuer}\n`,
  )
  return 0
}

export const sbverify = program('sbverify', main)
