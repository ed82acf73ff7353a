/** Folders that would be missing otherwise. */
export const FOLDERS = [
  'var/lib/systemd',
  'var/log/journal',
  'etc/systemd/system',
  'etc/modules-load.d',
  'etc/tmpfiles.d',
  'etc/network',
  'etc/network/interfaces.d',
]

/** Executables by their paths, with their sizes in bytes. Their names name the programs. */
export const EXECUTABLES: Readonly<Record<string, number>> = {
  'usr/lib/systemd/systemd': 92_544,
  'usr/lib/systemd/systemd-journald': 170_496,
  'usr/lib/systemd/systemd-logind': 281_096,
  'usr/lib/systemd/systemd-fsck': 22_840,
  'usr/lib/systemd/systemd-fsckd': 27_000,
  'usr/lib/systemd/systemd-remount-fs': 18_736,
  'usr/lib/systemd/systemd-modules-load': 18_912,
  'usr/lib/systemd/systemd-sysctl': 23_008,
  'usr/lib/systemd/systemd-random-seed': 22_832,
  'usr/lib/systemd/systemd-update-utmp': 18_808,
  'usr/lib/systemd/systemd-user-sessions': 14_640,
  'usr/lib/systemd/systemd-user-runtime-dir': 18_736,
  'usr/lib/systemd/systemd-sulogin-shell': 14_712,
  'usr/lib/systemd/system-generators/systemd-fstab-generator': 43_616,
  'usr/lib/systemd/system-generators/systemd-getty-generator': 22_832,
  'usr/bin/systemctl': 1_353_368,
  'usr/bin/systemd-analyze': 186_992,
  'usr/bin/systemd-tmpfiles': 113_224,
  'usr/bin/systemd-sysusers': 64_184,
  'usr/bin/journalctl': 76_432,
  'usr/bin/udevadm': 1_353_288,
  'usr/bin/dbus-daemon': 244_288,
  'usr/bin/login': 53_024,
  'usr/bin/lsblk': 207_168,
  'usr/bin/who': 60_432,
  'usr/bin/last': 43_520,
  'usr/bin/hostnamectl': 27_000,
  'usr/bin/timedatectl': 39_288,
  'usr/bin/localectl': 27_000,
  'usr/bin/loginctl': 60_112,
  'usr/bin/systemd-detect-virt': 14_704,
  'usr/sbin/agetty': 69_112,
  'usr/sbin/sulogin': 55_616,
  'usr/sbin/blkid': 125_280,
  'usr/sbin/fdisk': 153_672,
  'usr/sbin/swapon': 51_512,
  'usr/sbin/swapoff': 22_840,
  'usr/sbin/fsck': 43_440,
  'usr/sbin/e2fsck': 354_632,
  'usr/sbin/ifup': 88_232,
  'usr/sbin/e2scrub_all': 5_394,
}

/** Files of configuration by their paths. */
export const CONFIGURATION: Readonly<Record<string, string>> = {
  'etc/modules': `# /etc/modules: kernel modules to load at boot time.
`,
  'usr/lib/systemd/system/user-.slice.d/10-defaults.conf': `[Unit]
Description=User Slice of UID %j
Documentation=man:user@.service(5)
StopWhenUnneeded=yes

[Slice]
TasksMax=33%
`,
  'usr/lib/systemd/system/user@.service.d/10-login-barrier.conf': `[Unit]
After=systemd-user-sessions.service
`,
  'usr/lib/tmpfiles.d/legacy.conf': `d /run/lock 0755 root root -
L /var/lock - - - - ../run/lock
d /run/lock/subsys 0755 root root -
`,
  'usr/lib/tmpfiles.d/systemd.conf': `d /run/user 0755 root root -
F! /run/utmp 0664 root utmp -
d /run/systemd/ask-password 0755 root root -
d /run/systemd/seats 0755 root root -
d /run/systemd/sessions 0755 root root -
d /run/systemd/users 0755 root root -
d /run/systemd/machines 0755 root root -
d /run/systemd/shutdown 0755 root root -
d /run/log 0755 root root -
`,
  'usr/lib/tmpfiles.d/var.conf': `f /var/log/wtmp 0664 root utmp -
f /var/log/lastlog 0664 root utmp -
d /var/lib 0755 - - -
`,
  'usr/lib/udev/rules.d/99-systemd.rules': `SUBSYSTEM=="tty", KERNEL=="tty[a-zA-Z]*|hvc*|xvc*|hvsi*|ttysclp*|sclp_line*|3270/tty[0-9]*", TAG+="systemd"
SUBSYSTEM=="block", TAG+="systemd"
`,
  'usr/lib/tmpfiles.d/debian.conf': `d /run/sendsigs.omit.d 0755 root root -
`,
  'usr/lib/sysctl.d/50-pid-max.conf': `kernel.pid_max = 4194304
`,
  'usr/lib/sysctl.d/99-protect-links.conf': `fs.protected_fifos = 1
fs.protected_hardlinks = 1
fs.protected_regular = 2
fs.protected_symlinks = 1
`,
  'usr/lib/sysusers.d/basic.conf': `u root    0     "Super User"        /root  /bin/bash
u nobody  65534 "Kernel Overflow User" -   -
`,
  'etc/network/interfaces': `# This file describes the network interfaces available on your system
# and how to activate them. For more information, see interfaces(5).

source /etc/network/interfaces.d/*

# The loopback network interface
auto lo
iface lo inet loopback
`,
  'etc/update-motd.d/10-uname': `#!/bin/sh
uname -snrvm
`,
}
