/** Users, names and settings that Debian 12 starts with. */

export const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`

const GROUPS =
  'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 ' +
  'voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 ' +
  'shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534'
const groups = GROUPS.split(' ').map((item) => item.split(':') as [string, string])

export const GROUP = groups.map(([name, gid]) => `${name}:x:${gid}:\n`).join('')
export const GSHADOW = groups.map(([name]) => `${name}:*::\n`).join('')
export const SHADOW = PASSWD.replace(/^([^:]+):.*$/gm, '$1:*:20311:0:99999:7:::')

export const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`

const NSSWITCH = `# Where names are looked up, and in which order: see nsswitch.conf(5).

passwd:         files
group:          files
shadow:         files
gshadow:        files

hosts:          files dns
networks:       files

protocols:      db files
services:       db files
ethers:         db files
rpc:            db files

netgroup:       nis
`

/** Where apt(8) gets packages of a release from. */
export const debianSources = (codename: string): string => `Types: deb
URIs: http://deb.debian.org/debian
Suites: ${codename} ${codename}-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: ${codename}-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`

const PROFILE = `# System-wide start of login shells: see profile in bash(1) and sh(1).

if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH

if [ -d /etc/profile.d ]; then
  for i in /etc/profile.d/*.sh; do
    [ -r "$i" ] && . "$i"
  done
  unset i
fi

if [ -n "\${PS1-}" ] && [ -n "\${BASH-}" ] && [ -f /etc/bash.bashrc ]; then
  . /etc/bash.bashrc
fi
`

const LOGIN_DEFS = `MAIL_DIR        /var/mail
FAILLOG_ENAB            yes
LOG_UNKFAIL_ENAB        no
LOG_OK_LOGINS           no
SYSLOG_SU_ENAB          yes
SYSLOG_SG_ENAB          yes
ENV_SUPATH      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV_PATH        PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games
TTYGROUP        tty
TTYPERM         0600
UMASK           022
PASS_MAX_DAYS   99999
PASS_MIN_DAYS   0
PASS_WARN_AGE   7
UID_MIN                  1000
UID_MAX                 60000
GID_MIN                  1000
GID_MAX                 60000
LOGIN_RETRIES           5
LOGIN_TIMEOUT           60
CHFN_RESTRICT           rwh
DEFAULT_HOME    yes
USERGROUPS_ENAB yes
ENCRYPT_METHOD SHA512
`

const SHELLS = [
  '/bin/sh',
  '/usr/bin/sh',
  '/bin/bash',
  '/usr/bin/bash',
  '/bin/rbash',
  '/usr/bin/rbash',
  '/bin/dash',
  '/usr/bin/dash',
]

/** Gives interactive shells of a container the prompt `root@ID:/#`. */
const BASH_BASHRC = `# /etc/bash.bashrc: for every interactive shell of bash(1).

[ -z "\${PS1-}" ] && return
shopt -s checkwinsize
if [ -z "\${debian_chroot-}" ] && [ -r /etc/debian_chroot ]; then
  debian_chroot=$(cat /etc/debian_chroot)
fi
PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '
`

/** Text files below /etc that everybody may read: path → content. */
export const ETC: Readonly<Record<string, string>> = {
  'bash.bashrc': BASH_BASHRC,
  passwd: PASSWD,
  group: GROUP,
  'passwd-': PASSWD,
  'group-': GROUP,
  debian_version: '12.11\n',
  hostname: 'debian\n',
  'host.conf': 'multi on\n',
  issue: 'Debian GNU/Linux 12 \\n \\l\n\n',
  'issue.net': 'Debian GNU/Linux 12\n',
  'ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n\n',
  'ld.so.conf.d/libc.conf': '# libc default configuration\n/usr/local/lib\n',
  'ld.so.conf.d/x86_64-linux-gnu.conf':
    '# Multiarch support\n/usr/local/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu\n/usr/lib/x86_64-linux-gnu\n',
  'login.defs': LOGIN_DEFS,
  motd: '\nThe programs of a Debian GNU/Linux system are free software; the terms of each\nare described in /usr/share/doc/*/copyright.\n',
  networks: 'default\t\t0.0.0.0\nloopback\t127.0.0.0\nlink-local\t169.254.0.0\n\n',
  'nsswitch.conf': NSSWITCH,
  profile: PROFILE,
  shells: `# /etc/shells: valid login shells\n${SHELLS.join('\n')}\n`,
  subuid: '',
  subgid: '',
  timezone: 'Etc/UTC\n',
  'apt/sources.list.d/debian.sources': debianSources('bookworm'),
  'apt/apt.conf.d/docker-no-languages': 'Acquire::Languages "none";\n',
  'apt/apt.conf.d/docker-gzip-indexes': 'Acquire::GzipIndexes "true";\n',
  'apt/apt.conf.d/docker-autoremove-suggests': 'Apt::AutoRemove::SuggestsImportant "false";\n',
  'apt/apt.conf.d/docker-clean':
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };\n',
  'dpkg/dpkg.cfg': 'no-debsig\nlog /var/log/dpkg.log\n',
  'dpkg/dpkg.cfg.d/docker':
    'path-exclude /usr/share/doc/*\npath-include /usr/share/doc/*/copyright\npath-exclude /usr/share/man/*\n',
}
