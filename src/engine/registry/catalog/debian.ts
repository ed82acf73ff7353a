import { parseRfc3339 } from '../../base/time.ts'
import { type LayerPlan, layerRecipe, type RepositoryRecipe, type Step } from '../recipe.ts'
import type { Texture } from '../texture.ts'
import { ETC, GSHADOW, OS_RELEASE, SHADOW } from './debian-etc.ts'
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
import { PATH } from './environment.ts'
import { readList } from './file-list.ts'

const CREATED = '2025-08-11T00:00:00Z'

const SETUID = new Set(['chfn', 'chsh', 'gpasswd', 'mount', 'newgrp', 'passwd', 'su', 'umount'])
const SHADOW_GROUP = new Set(['chage', 'expiry', 'unix_chkpwd'])

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
function programs(plan: LayerPlan, dir: string, list: string): void {
  for (const item of readList(list)) {
    const path = `${dir}/${item.name}`
    if (item.kind === 'symlink') plan.symlink(path, item.target)
    else if (item.kind === 'hardlink') plan.hardlink(path, `${dir}/${item.target}`)
    else if (SETUID.has(item.name)) plan.program(path, item.name, item.size, { mode: 0o4755 })
    else if (SHADOW_GROUP.has(item.name)) plan.program(path, item.name, item.size, { mode: 0o2755, gid: 42 })
    else plan.program(path, item.name, item.size)
  }
}

/** The record of dpkg(1) for every package (deb-control(5)), without descriptions. */
function status(): string {
  return PACKAGES.split('\n')
    .map((line) => {
      const [name, version, architecture, priority, section, essential] = line.split(' ')
      return [
        `Package: ${name}`,
        ...(essential ? ['Essential: yes'] : []),
        'Status: install ok installed',
        `Priority: ${priority}`,
        `Section: ${section}`,
        'Maintainer: Debian <debian-devel@lists.debian.org>',
        `Architecture: ${architecture}`,
        'Multi-Arch: foreign',
        `Version: ${version}`,
        '',
        '',
      ].join('\n')
    })
    .join('')
}

function root(plan: LayerPlan): void {
  for (const dir of ['bin', 'lib', 'sbin']) plan.symlink(dir, `usr/${dir}`)
  plan.symlink('lib64', 'usr/lib64')
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

function etc(plan: LayerPlan): void {
  for (const [path, content] of Object.entries(ETC)) plan.file(`etc/${path}`, content)
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

function usr(plan: LayerPlan): void {
  programs(plan, 'usr/bin', BIN)
  programs(plan, 'usr/sbin', SBIN)
  plan.symlink('usr/bin/sh', 'dash')
  for (const name of ['awk', 'nawk', 'which']) plan.symlink(`usr/bin/${name}`, `/etc/alternatives/${name}`)
  const lib = 'usr/lib/x86_64-linux-gnu'
  files(plan, lib, LIB, 'binary')
  files(plan, `${lib}/gconv`, GCONV, 'binary')
  files(plan, `${lib}/security`, SECURITY, 'binary')
  files(plan, `${lib}/perl-base`, PERL, 'text')
  files(plan, `${lib}/perl-base/unicore/To`, PERL_TABLES, 'text')
  for (const [module, size] of Object.entries(PERL_MODULES))
    plan.generated(`${lib}/perl-base/auto/${module}`, size, 'binary')
  files(plan, 'usr/lib/apt/methods', APT_METHODS, 'binary', 0o755)
  files(plan, 'usr/lib/locale/C.utf8', LOCALE, 'text')
  plan.symlink('usr/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2')
  plan.file('usr/lib/os-release', OS_RELEASE)
  for (const dir of ['bin', 'etc', 'games', 'include', 'lib', 'sbin', 'share', 'src'])
    plan.directory(`usr/local/${dir}`)
  for (const dir of ['games', 'include', 'src']) plan.directory(`usr/${dir}`)
  files(plan, 'usr/share/common-licenses', LICENSES, 'text')
  files(plan, 'usr/share/keyrings', KEYRINGS, 'packed')
  files(plan, 'usr/share/zoneinfo', ZONES, 'text')
  plan.generated('usr/share/zoneinfo/Etc/UTC', 114, 'text')
}

function variable(plan: LayerPlan): void {
  for (const line of PACKAGES.split('\n')) {
    const name = line.split(' ')[0]!
    plan.generated(`usr/share/doc/${name}/copyright`, 3000 + name.length * 900, 'text')
    plan.generated(`var/lib/dpkg/info/${name}.list`, 900 + name.length * 900, 'text')
    plan.generated(`var/lib/dpkg/info/${name}.md5sums`, 1400 + name.length * 1500, 'text')
  }
  plan.file('var/lib/dpkg/status', status())
  plan.file('var/lib/dpkg/arch', 'amd64\n')
  for (const dir of [
    'apt/lists/partial',
    'apt/periodic',
    'dpkg/alternatives',
    'dpkg/triggers',
    'misc',
    'pam',
  ])
    plan.directory(`var/lib/${dir}`)
  for (const name of ['templates.dat', 'templates.dat-old'])
    plan.generated(`var/cache/debconf/${name}`, 2_300_000, 'text')
  for (const name of ['config.dat', 'config.dat-old'])
    plan.generated(`var/cache/debconf/${name}`, 200_000, 'text')
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

/** The first layer of the images that stand on Debian. */
const rootfs = layerRecipe('debian/12.11', parseRfc3339(CREATED)!, (plan) => {
  root(plan)
  etc(plan)
  usr(plan)
  variable(plan)
})

/** The steps that images on Debian begin with. */
export const DEBIAN_STEPS: readonly Step[] = [
  {
    created: CREATED,
    createdBy: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1754870400'",
    comment: 'debuerreotype 0.16',
    layer: rootfs,
  },
]

/** Debian without documentation: what redis and nginx stand on. */
export const debian: RepositoryRecipe = {
  name: 'library/debian',
  description: 'Debian is a Linux distribution that is made of free and open-source software.',
  stars: 5200,
  official: true,
  images: {
    'bookworm-slim': [
      {
        platform: { architecture: 'amd64', os: 'linux' },
        created: CREATED,
        config: { Env: [PATH], Cmd: ['bash'] },
        steps: DEBIAN_STEPS,
      },
    ],
  },
  tags: { 'bookworm-slim': 'bookworm-slim', '12-slim': 'bookworm-slim', '12.11-slim': 'bookworm-slim' },
}
