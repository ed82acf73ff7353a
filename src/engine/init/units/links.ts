/** Where the packages have their unit files, and where it is kept what is enabled. */
const PACKAGED = 'usr/lib/systemd/system'
const ENABLED = 'etc/systemd/system'

/** What `Wants=` would say, as links below a folder: units by the unit that wants them. */
const wants = (
  folder: string,
  units: Readonly<Record<string, string>>,
  target: (unit: string) => string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(units).flatMap(([by, names]) =>
      names.split(' ').map((name) => [`${folder}/${by}.wants/${name}`, target(name)]),
    ),
  )

/** Second names, and units that nobody is to start. */
const ALIASES: Readonly<Record<string, string>> = {
  'autovt@.service': 'getty@.service',
  'ctrl-alt-del.target': 'reboot.target',
  'default.target': 'graphical.target',
  'kmod.service': 'systemd-modules-load.service',
  'procps.service': 'systemd-sysctl.service',
  'runlevel0.target': 'poweroff.target',
  'runlevel1.target': 'rescue.target',
  'runlevel2.target': 'multi-user.target',
  'runlevel3.target': 'multi-user.target',
  'runlevel4.target': 'multi-user.target',
  'runlevel5.target': 'graphical.target',
  'runlevel6.target': 'reboot.target',
  'udev.service': 'systemd-udevd.service',
  'dbus-org.freedesktop.login1.service': 'systemd-logind.service',
  'hwclock.service': '/dev/null',
  'rc.service': '/dev/null',
  'rcS.service': '/dev/null',
  'x11-common.service': '/dev/null',
  'cryptdisks.service': '/dev/null',
  'cryptdisks-early.service': '/dev/null',
}

const WANTED = {
  'getty.target': 'getty-static.service',
  'graphical.target': 'systemd-update-utmp-runlevel.service',
  'multi-user.target':
    'dbus.service getty.target systemd-ask-password-wall.path systemd-logind.service systemd-update-utmp-runlevel.service systemd-user-sessions.service',
  'rescue.target': 'systemd-update-utmp-runlevel.service',
  'sockets.target':
    'dbus.socket systemd-initctl.socket systemd-journald-audit.socket systemd-journald-dev-log.socket systemd-journald.socket systemd-udevd-control.socket systemd-udevd-kernel.socket',
  'sysinit.target':
    'cryptsetup.target dev-hugepages.mount dev-mqueue.mount integritysetup.target kmod-static-nodes.service proc-sys-fs-binfmt_misc.automount sys-fs-fuse-connections.mount sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount systemd-ask-password-console.path systemd-binfmt.service systemd-firstboot.service systemd-journal-flush.service systemd-journald.service systemd-machine-id-commit.service systemd-modules-load.service systemd-pcrphase-sysinit.service systemd-pcrphase.service systemd-random-seed.service systemd-repart.service systemd-sysctl.service systemd-sysusers.service systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup.service systemd-udev-trigger.service systemd-udevd.service systemd-update-utmp.service veritysetup.target',
  'timers.target': 'systemd-tmpfiles-clean.timer',
}

const ON = {
  'getty.target': 'getty@tty1.service',
  'multi-user.target': 'e2scrub_reap.service networking.service remote-fs.target',
  'network-online.target': 'networking.service',
  'sysinit.target': 'systemd-pstore.service',
  'timers.target':
    'apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer',
}

/** Links of unit files and programs: aliases, and what is enabled. */
export const LINKS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(ALIASES).map(([name, target]) => [`${PACKAGED}/${name}`, target])),
  ...wants(PACKAGED, WANTED, (unit) => `../${unit}`),
  // An instance leads to its template.
  ...wants(ENABLED, ON, (unit) => `/lib/systemd/system/${unit.replace(/@.*(\.)/, '@$1')}`),
  'etc/modules-load.d/modules.conf': '../modules',
  'usr/sbin/fsck.ext2': 'e2fsck',
  'usr/sbin/fsck.ext3': 'e2fsck',
  'usr/sbin/fsck.ext4': 'e2fsck',
  'usr/sbin/init': '/lib/systemd/systemd',
  'usr/sbin/halt': '/bin/systemctl',
  'usr/sbin/poweroff': '/bin/systemctl',
  'usr/sbin/reboot': '/bin/systemctl',
  'usr/sbin/shutdown': '/bin/systemctl',
  'usr/sbin/telinit': '/bin/systemctl',
  'usr/sbin/runlevel': '/bin/systemctl',
  'usr/sbin/getty': 'agetty',
  'usr/lib/systemd/systemd-udevd': '/bin/udevadm',
  'usr/sbin/ifdown': 'ifup',
  'usr/sbin/ifquery': 'ifup',
}
