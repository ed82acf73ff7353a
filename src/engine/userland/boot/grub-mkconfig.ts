import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Main, program } from '../program.ts'
import { toText } from '../text.ts'
import { type GrubFacts, grubConfig } from './grub-config.ts'
import { placeOf } from './grub-place.ts'

const OPTIONS = optionTable('[OPTION]', '-o/--output: -h/--help -V/--version')
const CONFIG = '/boot/grub/grub.cfg'

/** Variables of /etc/default/grub and its folder, as a shell would read them. */
function settingsOf(p: Process): Map<string, string> {
  const files = ['/etc/default/grub']
  if (p.exists('/etc/default/grub.d'))
    for (const { name } of p.readdir('/etc/default/grub.d'))
      if (name.endsWith('.cfg')) files.push(`/etc/default/grub.d/${name}`)
  const found = new Map<string, string>()
  for (const file of files) {
    if (!p.exists(file)) continue
    for (const line of toText(bytesOf(p.readFile(file))).split('\n')) {
      const [, name, value = ''] = /^\s*(GRUB_\w+)=(.*)$/.exec(line) ?? []
      if (name !== undefined) found.set(name, unquoted(value.trim()))
    }
  }
  return found
}

/** Without quotes; a command between backquotes is lsb_release, which a plain Debian has not. */
const unquoted = (text: string): string =>
  text.includes('`') ? 'Debian' : text.replace(/^"(.*)"$/, '$1').replace(/^'(.*)'$/, '$1')

/** Versions compared as numbers where they are. */
const byVersion = (a: string, b: string): number => b.localeCompare(a, 'en', { numeric: true })

/** `grub-mkconfig`, and `update-grub`, which is that into /boot/grub/grub.cfg. */
const mkconfigMain: Main = async (io) => {
  const { p } = io
  const update = (p.argv[0] ?? '').endsWith('update-grub')
  const options = parseOptions(io, OPTIONS)
  const output = update ? CONFIG : options.get('o')
  await io.stderr('Generating grub configuration file ...\n')
  const efi = p.exists('/sys/firmware/efi')
  const boot = await placeOf(p, '/boot')
  const root = await placeOf(p, '/')
  const names = p.readdir('/boot').map(({ name }) => name)
  const kernels: GrubFacts['kernels'][number][] = []
  for (const release of names.flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? []).sort(byVersion)) {
    await io.stderr(`Found linux image: /boot/vmlinuz-${release}\n`)
    const initrd = names.includes(`initrd.img-${release}`)
    if (initrd) await io.stderr(`Found initrd image: /boot/initrd.img-${release}\n`)
    kernels.push({ release, initrd })
  }
  if (efi) await io.stderr('Adding boot menu entry for UEFI Firmware Settings ...\n')
  const text = grubConfig({
    settings: settingsOf(p),
    kernels,
    rootUuid: root.uuid,
    bootUuid: boot.uuid,
    device: boot.device,
    folder: boot.folder,
    efi,
  })
  if (output === undefined) await io.out.write(text)
  else {
    try {
      const fresh = `${output}.new`
      p.writeFile(fresh, text, 0o444)
      p.rename(fresh, output)
      p.chmod(output, 0o444)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`${output}.new: ${error.message}`)
    }
  }
  await io.stderr('done\n')
  return 0
}

export const grubMkconfig = program('grub-mkconfig', mkconfigMain)
