import type { Platform } from '../../oci/types.ts'
import type { LayerPlan, LayerRecipe } from '../recipe.ts'
import type { Texture } from '../texture.ts'
import { statusOf } from './apt.ts'
import { ETC, GSHADOW, SHADOW } from './debian-etc.ts'
import {
  APT_METHODS,
  GCONV,
  KEYRINGS,
  LIB,
  LICENSES,
  LOCALE,
  PERL,
  PERL_TABLES,
  SECURITY,
  ZONES,
} from './debian-libraries.ts'
import { PACKAGES } from './debian-packages.ts'
import { BIN, SBIN } from './debian-programs.ts'
import { readList } from './file-list.ts'
import { layering } from './layering.ts'
import { AMD64, type DebianPort, debianPort } from './platforms.ts'

/** A release of Debian or of what descends from it. */
export interface DebianRelease {
  /** Name of its layers in the lock: `debian/12.11`. */
  readonly key: string
  readonly from: 'debian' | 'ubuntu'
  /** When the files were laid out; also the time of the image. */
  readonly created: string
  readonly osRelease: string
  /** More text files below /etc, or others than Debian 12 has: path → content. */
  readonly etc: Readonly<Record<string, string>>
  /** Version of a package, from the version that Debian 12 has. */
  readonly version: (name: string, in12: string) => string
  /** Bytes of translations, manuals and the like beyond the slim variant. */
  readonly documentation: number
}

const SETUID = new Set(['chfn', 'chsh', 'gpasswd', 'mount', 'newgrp', 'passwd', 'su', 'umount'])
const SHADOW_GROUP = new Set(['chage', 'expiry', 'unix_chkpwd'])

/** The programs that images of other machines than ours have. */
const ESSENTIAL = new Set(
  (
    'apt apt-get bash cat chgrp chmod chown cp dash date dd df dpkg echo env find grep gzip head hostname id ln ls mkdir mktemp ' +
    'mount mv pwd readlink rm rmdir sed sleep sort su tail tar touch true uname wc groupadd useradd ldconfig nologin'
  ).split(' '),
)

/** Compiled modules of perl-base, with their sizes in bytes. */
const PERL_MODULES: Readonly<Record<string, number>> = {
  're/re.so': 659_312,
  'POSIX/POSIX.so': 110_256,
  'List/Util/Util.so': 60_208,
  'Socket/Socket.so': 47_640,
  'IO/IO.so': 26_888,
  'Fcntl/Fcntl.so': 22_640,
  'Cwd/Cwd.so': 22_768,
}

/** Directory with files of one texture, and links. */
function files(plan: LayerPlan, dir: string, list: string, texture: Texture, mode = 0o644): void {
  for (const item of readList(list)) {
    const path = `${dir}/${item.name}`
    if (item.kind === 'file') plan.generated(path, item.size, texture, { mode })
    else if (item.kind === 'symlink') plan.symlink(path, item.target)
    else plan.hardlink(path, `${dir}/${item.target}`)
  }
}

/** Directory with executables: each stands for the program of its name. */
function programs(plan: LayerPlan, dir: string, list: string, all: boolean): void {
  for (const item of readList(list)) {
    if (!all && !ESSENTIAL.has(item.name)) continue
    const path = `${dir}/${item.name}`
    if (item.kind === 'symlink') plan.symlink(path, item.target)
    else if (item.kind === 'hardlink') plan.hardlink(path, `${dir}/${item.target}`)
    else if (SETUID.has(item.name)) plan.program(path, item.name, item.size, { mode: 0o4755 })
    else if (SHADOW_GROUP.has(item.name)) plan.program(path, item.name, item.size, { mode: 0o2755, gid: 42 })
    else plan.program(path, item.name, item.size)
  }
}

const packagesOf = (release: DebianRelease, port: string) =>
  PACKAGES.split('\n').map((line) => {
    const [name = '', version = '', architecture = '', priority, section, essential] = line.split(' ')
    return {
      name,
      version: release.version(name, version),
      architecture: architecture === 'all' ? 'all' : port,
      ...(priority && { priority }),
      ...(section && { section }),
      essential: essential !== undefined,
    }
  })

/** dpkg's record of a fresh release. */
export const freshStatus = (release: DebianRelease, platform: Platform): string =>
  packagesOf(release, debianPort(platform).name)
    .map((one) => statusOf(one, release.from))
    .join('')

function root(plan: LayerPlan): void {
  for (const dir of ['bin', 'lib', 'sbin']) plan.symlink(dir, `usr/${dir}`)
  for (const dir of ['boot', 'dev', 'home', 'media', 'mnt', 'opt', 'proc', 'srv', 'sys']) plan.directory(dir)
  plan.directory('root', { mode: 0o700 })
  plan.file('root/.bashrc', '# ~/.bashrc: executed by bash(1) for shells that are no login shells.\n')
  plan.file(
    'root/.profile',
    '# ~/.profile: executed by login shells.\n\nif [ -f ~/.bashrc ]; then\n  . ~/.bashrc\nfi\n',
  )
  plan.directory('run/lock', { mode: 0o1777 })
  plan.directory('tmp', { mode: 0o1777 })
}

function etc(plan: LayerPlan, release: DebianRelease): void {
  for (const [path, content] of Object.entries({ ...ETC, ...release.etc })) plan.file(`etc/${path}`, content)
  plan.file('etc/shadow', SHADOW, { mode: 0o640, gid: 42 })
  plan.file('etc/gshadow', GSHADOW, { mode: 0o640, gid: 42 })
  plan.file('etc/.pwd.lock', '', { mode: 0o600 })
  plan.symlink('etc/localtime', '/usr/share/zoneinfo/Etc/UTC')
  plan.symlink('etc/mtab', '/proc/mounts')
  plan.symlink('etc/os-release', '../usr/lib/os-release')
  for (const [name, target] of [
    ['awk', '/usr/bin/mawk'],
    ['nawk', '/usr/bin/mawk'],
    ['which', '/usr/bin/which.debianutils'],
  ] as const)
    plan.symlink(`etc/alternatives/${name}`, target)
  for (const dir of [
    'cron.daily',
    'default',
    'init.d',
    'opt',
    'pam.d',
    'profile.d',
    'security',
    'skel',
    'terminfo',
  ])
    plan.directory(`etc/${dir}`)
}

/** What every machine has: programs and shared libraries. */
function usr(plan: LayerPlan, release: DebianRelease, { name, triplet, loader }: DebianPort): void {
  programs(plan, 'usr/bin', BIN, name === 'amd64')
  programs(plan, 'usr/sbin', SBIN, name === 'amd64')
  plan.symlink('usr/bin/sh', 'dash')
  for (const name of ['awk', 'nawk', 'which']) plan.symlink(`usr/bin/${name}`, `/etc/alternatives/${name}`)
  files(plan, `usr/lib/${triplet}`, LIB.replace('ld-linux-x86-64.so.2', loader), 'binary')
  plan.file('usr/lib/os-release', release.osRelease)
  for (const dir of ['bin', 'etc', 'games', 'include', 'lib', 'sbin', 'share', 'src'])
    plan.directory(`usr/local/${dir}`)
  for (const dir of ['games', 'include', 'src']) plan.directory(`usr/${dir}`)
  plan.generated('usr/share/zoneinfo/Etc/UTC', 114, 'text')
}

/** The rest, which images of other machines than ours go without. */
function usrOfOurs(plan: LayerPlan): void {
  const lib = 'usr/lib/x86_64-linux-gnu'
  plan.symlink('lib64', 'usr/lib64')
  plan.symlink('usr/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2')
  files(plan, `${lib}/gconv`, GCONV, 'binary')
  files(plan, `${lib}/security`, SECURITY, 'binary')
  files(plan, `${lib}/perl-base`, PERL, 'text')
  files(plan, `${lib}/perl-base/unicore/To`, PERL_TABLES, 'text')
  for (const [module, size] of Object.entries(PERL_MODULES))
    plan.generated(`${lib}/perl-base/auto/${module}`, size, 'binary')
  files(plan, 'usr/lib/apt/methods', APT_METHODS, 'binary', 0o755)
  files(plan, 'usr/lib/locale/C.utf8', LOCALE, 'text')
  files(plan, 'usr/share/common-licenses', LICENSES, 'text')
  files(plan, 'usr/share/keyrings', KEYRINGS, 'packed')
  files(plan, 'usr/share/zoneinfo', ZONES, 'text')
  for (const line of PACKAGES.split('\n')) {
    const name = line.split(' ')[0]!
    plan.generated(`usr/share/doc/${name}/copyright`, 3000 + name.length * 900, 'text')
    plan.generated(`var/lib/dpkg/info/${name}.list`, 900 + name.length * 900, 'text')
    plan.generated(`var/lib/dpkg/info/${name}.md5sums`, 1400 + name.length * 1500, 'text')
  }
  for (const name of ['templates.dat', 'templates.dat-old'])
    plan.generated(`var/cache/debconf/${name}`, 2_300_000, 'text')
  for (const name of ['config.dat', 'config.dat-old'])
    plan.generated(`var/cache/debconf/${name}`, 200_000, 'text')
}

const LANGUAGES = 'ar bg cs da de el es fi fr hu id it ja ko nl pl pt ru sk sv tr uk vi zh_CN zh_TW'.split(
  ' ',
)

/** Translations and manuals, `size` bytes in all: what the slim variant was thinned of. */
function documentation(plan: LayerPlan, size: number): void {
  const names = ['apt', 'bash', 'coreutils', 'dpkg', 'util-linux']
  const share = Math.floor(size / (LANGUAGES.length * names.length + 1))
  for (const language of LANGUAGES)
    for (const name of names)
      plan.generated(`usr/share/locale/${language}/LC_MESSAGES/${name}.mo`, share, 'text')
  plan.generated('usr/share/man/man1/bash.1.gz', share, 'packed')
}

function variable(plan: LayerPlan, release: DebianRelease, platform: Platform): void {
  plan.file('var/lib/dpkg/status', freshStatus(release, platform))
  plan.file('var/lib/dpkg/arch', `${debianPort(platform).name}\n`)
  for (const dir of [
    'apt/lists/partial',
    'apt/periodic',
    'dpkg/alternatives',
    'dpkg/triggers',
    'misc',
    'pam',
  ])
    plan.directory(`var/lib/${dir}`)
  plan.generated('var/cache/ldconfig/aux-cache', 5_190, 'binary', { mode: 0o600 })
  plan.directory('var/cache/apt/archives/partial')
  plan.directory('var/local', { mode: 0o2775, gid: 50 })
  plan.directory('var/mail', { mode: 0o2775, gid: 8 })
  for (const dir of ['backups', 'opt', 'spool']) plan.directory(`var/${dir}`)
  plan.directory('var/tmp', { mode: 0o1777 })
  plan.file('var/log/dpkg.log', '')
  plan.file('var/log/lastlog', '', { mode: 0o664, gid: 43 })
  plan.symlink('var/lock', '/run/lock')
  plan.symlink('var/run', '/run')
  plan.symlink('var/spool/mail', '../mail')
}

const layerOf = layering()

/** The first layer of the images that stand on a release. Only our own machine's has a full variant. */
export function debianRootfs(
  release: DebianRelease,
  platform: Platform,
  variant: 'slim' | 'full',
): LayerRecipe {
  const full = variant === 'full' && platform === AMD64
  return layerOf(`${release.key}${full ? '-full' : ''}`, release.created, platform, (plan) => {
    root(plan)
    etc(plan, release)
    usr(plan, release, debianPort(platform))
    if (platform === AMD64) usrOfOurs(plan)
    if (full) documentation(plan, release.documentation)
    variable(plan, release, platform)
  })
}
