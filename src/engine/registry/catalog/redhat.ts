import { concatBody, textBody } from '../../base/body.ts'
import type { Platform } from '../../oci/types.ts'
import type { LayerPlan } from '../recipe.ts'
import { generatedBody, type Texture } from '../texture.ts'
import { LIB } from './debian-libraries.ts'
import { BIN, SBIN } from './debian-programs.ts'
import { readList } from './file-list.ts'
import { readPackages, unpack } from './packages.ts'
import { kernelName } from './platforms.ts'

/** A release of what descends from Red Hat's distribution. */
export interface RedHatRelease {
  /** `CentOS Linux`. */
  readonly name: string
  /** Id in os-release: `centos`. */
  readonly id: string
  /** Ids of what it descends from, where they are not Red Hat's and Fedora's alone. */
  readonly like?: string
  /** Line of /etc/redhat-release. */
  readonly title: string
  /** `8`, `7 (Core)`. */
  readonly version: string
  readonly versionID: string
  /** Package manager, and where its repositories point. */
  readonly manager: 'yum' | 'dnf' | 'microdnf'
  readonly mirror: string
  /** Packages that stand for the rest, as `readPackages` reads them. */
  readonly packages: string
  /** Large files: path, bytes and what they are like. */
  readonly data: readonly (readonly [path: string, size: number, texture: Texture])[]
}

const USERS =
  'root:0:0:/root:/bin/bash bin:1:1:/bin:/sbin/nologin daemon:2:2:/sbin:/sbin/nologin adm:3:4:/var/adm:/sbin/nologin ' +
  'lp:4:7:/var/spool/lpd:/sbin/nologin sync:5:0:/sbin:/bin/sync shutdown:6:0:/sbin:/sbin/shutdown halt:7:0:/sbin:/sbin/halt ' +
  'mail:8:12:/var/spool/mail:/sbin/nologin operator:11:0:/root:/sbin/nologin games:12:100:/usr/games:/sbin/nologin ' +
  'ftp:14:50:/var/ftp:/sbin/nologin nobody:65534:65534:/:/sbin/nologin'

export const REDHAT_PASSWD = USERS.split(' ')
  .map((user) => user.split(':'))
  .map(([name, uid, gid, home, shell]) => `${name}:x:${uid}:${gid}:${name}:${home}:${shell}\n`)
  .join('')
export const REDHAT_GROUP =
  'root:0 bin:1 daemon:2 sys:3 adm:4 tty:5 disk:6 lp:7 mem:8 kmem:9 wheel:10 cdrom:11 mail:12 man:15 dialout:18 floppy:19 games:20 tape:33 video:39 ftp:50 lock:54 audio:63 users:100 nobody:65534'
    .split(' ')
    .map((item) => `${item.replace(':', ':x:')}:\n`)
    .join('')

const osRelease = ({ name, id, like, version, versionID }: RedHatRelease): string => `NAME="${name}"
VERSION="${version}"
ID="${id}"
ID_LIKE="${like ?? 'rhel fedora'}"
VERSION_ID="${versionID}"
PLATFORM_ID="platform:el${versionID.replace(/\..*/, '')}"
PRETTY_NAME="${name} ${version}"
ANSI_COLOR="0;31"
`

/** Debian's own programs, which nobody else has. */
const DEBIANS =
  /^(apt|deb|dpkg|perl|ischroot|savelog|update-|run-parts|tempfile|which|dash|bashbug|add|del|shadowconfig|invoke-rc|service$|installkernel|fstab-decode|remove-shell|sh$|tzselect)/

function programs(plan: LayerPlan, dir: string, list: string, all: boolean): void {
  for (const item of readList(list)) {
    if (DEBIANS.test(item.name) || (!all && item.name.length > 4)) continue
    const path = `${dir}/${item.name}`
    if (item.kind === 'file') plan.program(path, item.name, item.size)
    else if (all && !DEBIANS.test(item.target)) plan.symlink(path, item.target)
  }
}

/** Gives interactive shells of a container the prompt `[root@ID /]#`. */
const BASHRC = `# /etc/bashrc: functions and aliases of the whole system.

if [ "$PS1" ]; then
  shopt -s checkwinsize
  PS1="[\\u@\\h \\W]\\\\$ "
fi
`

const ROOT_BASHRC = `# .bashrc

alias rm='rm -i'
alias cp='cp -i'
alias mv='mv -i'

if [ -f /etc/bashrc ]; then
  . /etc/bashrc
fi
`

/** rpm's database: the names of what is installed are in it, as in the real one. `before` are those so far. */
function rpmDatabase(plan: LayerPlan, platform: Platform, list: string, before: string): string {
  const names =
    before +
    readPackages(list)
      .map(({ name, version }) => `${name}-${version}.${kernelName(platform)}\n`)
      .join('')
  const size = 1_000_000 + names.length * 900
  plan.file(
    'var/lib/rpm/rpmdb.sqlite',
    concatBody([textBody(`SQLite format 3\0${names}`), generatedBody(size, 'text', 'rpmdb')]),
  )
  return names
}

/** Files of packages, and rpm's database with them in it. Gives the names of all that is installed now. */
export function rpmInstall(plan: LayerPlan, platform: Platform, list: string, before = ''): string {
  for (const one of readPackages(list)) unpack(plan, one, 'usr/lib64')
  return rpmDatabase(plan, platform, list, before)
}

/** Everything of the base image. */
export function redhatRootfs(plan: LayerPlan, release: RedHatRelease, platform: Platform): void {
  const ours = platform.architecture === 'amd64'
  for (const dir of ['bin', 'lib', 'lib64', 'sbin']) plan.symlink(dir, `usr/${dir}`)
  for (const dir of [
    'boot',
    'dev',
    'home',
    'media',
    'mnt',
    'opt',
    'proc',
    'run',
    'srv',
    'sys',
    'usr/local/bin',
  ])
    plan.directory(dir)
  plan.directory('root', { mode: 0o550 })
  plan.file('root/.bashrc', ROOT_BASHRC)
  plan.file('root/.bash_profile', '# .bash_profile\n\nif [ -f ~/.bashrc ]; then\n  . ~/.bashrc\nfi\n')
  for (const dir of ['tmp', 'var/tmp']) plan.directory(dir, { mode: 0o1777 })
  programs(plan, 'usr/bin', BIN, ours)
  programs(plan, 'usr/sbin', SBIN, ours)
  plan.program('usr/bin/bash', 'bash', 1_150_704)
  plan.symlink('usr/bin/sh', 'bash')
  plan.program('usr/bin/rpm', 'rpm', 24_248)
  plan.program(`usr/bin/${release.manager}`, release.manager, 801)
  for (const item of readList(LIB)) {
    if (/apt|debconf|drop_ambient/.test(item.name)) continue
    if (item.kind === 'file') plan.generated(`usr/lib64/${item.name}`, item.size, 'binary', { mode: 0o755 })
    else if (item.kind === 'symlink') plan.symlink(`usr/lib64/${item.name}`, item.target)
  }
  plan.file('usr/lib/os-release', osRelease(release))
  plan.symlink('etc/os-release', '../usr/lib/os-release')
  plan.file('etc/redhat-release', `${release.title}\n`)
  if (release.id !== 'ol') plan.symlink(`etc/${release.id}-release`, 'redhat-release')
  plan.symlink('etc/system-release', 'redhat-release')
  plan.file('etc/passwd', REDHAT_PASSWD)
  plan.file('etc/group', REDHAT_GROUP)
  plan.file('etc/shadow', REDHAT_PASSWD.replace(/^([^:]+):.*$/gm, '$1:*:18353:0:99999:7:::'), { mode: 0 })
  plan.file('etc/bashrc', BASHRC)
  plan.file('etc/hostname', '')
  plan.file(
    'etc/nsswitch.conf',
    'passwd:     files\nshadow:     files\ngroup:      files\nhosts:      files dns\n',
  )
  plan.file(
    'etc/yum.repos.d/base.repo',
    `[base]\nname=${release.name} - Base\nbaseurl=${release.mirror}\ngpgcheck=1\nenabled=1\n`,
  )
  plan.symlink('etc/localtime', '../usr/share/zoneinfo/UTC')
  plan.generated('usr/share/zoneinfo/UTC', 114, 'text')
  for (const [path, size, texture] of release.data) plan.generated(path, size, texture)
  rpmInstall(plan, platform, release.packages)
}
