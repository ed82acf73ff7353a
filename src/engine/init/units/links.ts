/** Links of unit files and programs: aliases, and what is enabled. */
export const LINKS: Readonly<Record<string, string>> = {
  'usr/lib/systemd/system/autovt@.service': 'getty@.service',
  'usr/lib/systemd/system/ctrl-alt-del.target': 'reboot.target',
  'usr/lib/systemd/system/default.target': 'graphical.target',
  'usr/lib/systemd/system/kmod.service': 'systemd-modules-load.service',
  'usr/lib/systemd/system/procps.service': 'systemd-sysctl.service',
  'usr/lib/systemd/system/runlevel0.target': 'poweroff.target',
  'usr/lib/systemd/system/runlevel1.target': 'rescue.target',
  'usr/lib/systemd/system/runlevel2.target': 'multi-user.target',
  'usr/lib/systemd/system/runlevel3.target': 'multi-user.target',
  'usr/lib/systemd/system/runlevel4.target': 'multi-user.target',
  'usr/lib/systemd/system/runlevel5.target': 'graphical.target',
  'usr/lib/systemd/system/runlevel6.target': 'reboot.target',
  'usr/lib/systemd/system/udev.service': 'systemd-udevd.service',
  'usr/lib/systemd/system/dbus-org.freedesktop.login1.service': 'systemd-logind.service',
  'usr/lib/systemd/system/hwclock.service': '/dev/null',
  'usr/lib/systemd/system/rc.service': '/dev/null',
  'usr/lib/systemd/system/rcS.service': '/dev/null',
  'usr/lib/systemd/system/x11-common.service': '/dev/null',
  'usr/lib/systemd/system/cryptdisks.service': '/dev/null',
  'usr/lib/systemd/system/cryptdisks-early.service': '/dev/null',
  'usr/lib/systemd/system/getty.target.wants/getty-static.service': '../getty-static.service',
  'usr/lib/systemd/system/graphical.target.wants/systemd-update-utmp-runlevel.service':
    '../systemd-update-utmp-runlevel.service',
  'usr/lib/systemd/system/multi-user.target.wants/dbus.service': '../dbus.service',
  'usr/lib/systemd/system/multi-user.target.wants/getty.target': '../getty.target',
  'usr/lib/systemd/system/multi-user.target.wants/systemd-ask-password-wall.path':
    '../systemd-ask-password-wall.path',
  'usr/lib/systemd/system/multi-user.target.wants/systemd-logind.service': '../systemd-logind.service',
  'usr/lib/systemd/system/multi-user.target.wants/systemd-update-utmp-runlevel.service':
    '../systemd-update-utmp-runlevel.service',
  'usr/lib/systemd/system/multi-user.target.wants/systemd-user-sessions.service':
    '../systemd-user-sessions.service',
  'usr/lib/systemd/system/rescue.target.wants/systemd-update-utmp-runlevel.service':
    '../systemd-update-utmp-runlevel.service',
  'usr/lib/systemd/system/sockets.target.wants/dbus.socket': '../dbus.socket',
  'usr/lib/systemd/system/sockets.target.wants/systemd-initctl.socket': '../systemd-initctl.socket',
  'usr/lib/systemd/system/sockets.target.wants/systemd-journald-audit.socket':
    '../systemd-journald-audit.socket',
  'usr/lib/systemd/system/sockets.target.wants/systemd-journald-dev-log.socket':
    '../systemd-journald-dev-log.socket',
  'usr/lib/systemd/system/sockets.target.wants/systemd-journald.socket': '../systemd-journald.socket',
  'usr/lib/systemd/system/sockets.target.wants/systemd-udevd-control.socket':
    '../systemd-udevd-control.socket',
  'usr/lib/systemd/system/sockets.target.wants/systemd-udevd-kernel.socket': '../systemd-udevd-kernel.socket',
  'usr/lib/systemd/system/sysinit.target.wants/cryptsetup.target': '../cryptsetup.target',
  'usr/lib/systemd/system/sysinit.target.wants/dev-hugepages.mount': '../dev-hugepages.mount',
  'usr/lib/systemd/system/sysinit.target.wants/dev-mqueue.mount': '../dev-mqueue.mount',
  'usr/lib/systemd/system/sysinit.target.wants/integritysetup.target': '../integritysetup.target',
  'usr/lib/systemd/system/sysinit.target.wants/kmod-static-nodes.service': '../kmod-static-nodes.service',
  'usr/lib/systemd/system/sysinit.target.wants/proc-sys-fs-binfmt_misc.automount':
    '../proc-sys-fs-binfmt_misc.automount',
  'usr/lib/systemd/system/sysinit.target.wants/sys-fs-fuse-connections.mount':
    '../sys-fs-fuse-connections.mount',
  'usr/lib/systemd/system/sysinit.target.wants/sys-kernel-config.mount': '../sys-kernel-config.mount',
  'usr/lib/systemd/system/sysinit.target.wants/sys-kernel-debug.mount': '../sys-kernel-debug.mount',
  'usr/lib/systemd/system/sysinit.target.wants/sys-kernel-tracing.mount': '../sys-kernel-tracing.mount',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-ask-password-console.path':
    '../systemd-ask-password-console.path',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-binfmt.service': '../systemd-binfmt.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-firstboot.service': '../systemd-firstboot.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-journal-flush.service':
    '../systemd-journal-flush.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-journald.service': '../systemd-journald.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-machine-id-commit.service':
    '../systemd-machine-id-commit.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-modules-load.service':
    '../systemd-modules-load.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-pcrphase-sysinit.service':
    '../systemd-pcrphase-sysinit.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-pcrphase.service': '../systemd-pcrphase.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-random-seed.service': '../systemd-random-seed.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-repart.service': '../systemd-repart.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-sysctl.service': '../systemd-sysctl.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-sysusers.service': '../systemd-sysusers.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup-dev.service':
    '../systemd-tmpfiles-setup-dev.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service':
    '../systemd-tmpfiles-setup.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-udev-trigger.service':
    '../systemd-udev-trigger.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-udevd.service': '../systemd-udevd.service',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-update-utmp.service': '../systemd-update-utmp.service',
  'usr/lib/systemd/system/sysinit.target.wants/veritysetup.target': '../veritysetup.target',
  'usr/lib/systemd/system/timers.target.wants/systemd-tmpfiles-clean.timer':
    '../systemd-tmpfiles-clean.timer',
  'etc/systemd/system/getty.target.wants/getty@tty1.service': '/lib/systemd/system/getty@.service',
  'etc/systemd/system/multi-user.target.wants/e2scrub_reap.service':
    '/lib/systemd/system/e2scrub_reap.service',
  'etc/systemd/system/multi-user.target.wants/networking.service': '/lib/systemd/system/networking.service',
  'etc/systemd/system/multi-user.target.wants/remote-fs.target': '/lib/systemd/system/remote-fs.target',
  'etc/systemd/system/network-online.target.wants/networking.service':
    '/lib/systemd/system/networking.service',
  'etc/systemd/system/sysinit.target.wants/systemd-pstore.service':
    '/lib/systemd/system/systemd-pstore.service',
  'etc/systemd/system/timers.target.wants/apt-daily.timer': '/lib/systemd/system/apt-daily.timer',
  'etc/systemd/system/timers.target.wants/apt-daily-upgrade.timer':
    '/lib/systemd/system/apt-daily-upgrade.timer',
  'etc/systemd/system/timers.target.wants/dpkg-db-backup.timer': '/lib/systemd/system/dpkg-db-backup.timer',
  'etc/systemd/system/timers.target.wants/e2scrub_all.timer': '/lib/systemd/system/e2scrub_all.timer',
  'etc/systemd/system/timers.target.wants/fstrim.timer': '/lib/systemd/system/fstrim.timer',
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
