/** Mounts, automounts, paths, slices and timers of systemd 252. */
export const MOUNTS: Readonly<Record<string, string>> = {
  'dev-hugepages.mount': `[Unit]
Description=Huge Pages File System
Documentation=https://docs.kernel.org/admin-guide/mm/hugetlbpage.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
Before=sysinit.target
ConditionPathExists=/sys/kernel/mm/hugepages
ConditionCapability=CAP_SYS_ADMIN
ConditionVirtualization=!private-users

[Mount]
What=hugetlbfs
Where=/dev/hugepages
Type=hugetlbfs
`,
  'dev-mqueue.mount': `[Unit]
Description=POSIX Message Queue File System
Documentation=man:mq_overview(7)
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
Before=sysinit.target
ConditionPathExists=/proc/sys/fs/mqueue
ConditionCapability=CAP_SYS_ADMIN

[Mount]
What=mqueue
Where=/dev/mqueue
Type=mqueue
Options=nosuid,nodev,noexec
`,
  'sys-kernel-debug.mount': `[Unit]
Description=Kernel Debug File System
Documentation=https://docs.kernel.org/filesystems/debugfs.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
ConditionPathExists=/sys/kernel/debug
ConditionCapability=CAP_SYS_RAWIO
Before=sysinit.target

[Mount]
What=debugfs
Where=/sys/kernel/debug
Type=debugfs
Options=nosuid,nodev,noexec
`,
  'sys-kernel-tracing.mount': `[Unit]
Description=Kernel Trace File System
Documentation=https://docs.kernel.org/trace/ftrace.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
ConditionVirtualization=!lxc
ConditionPathExists=/sys/kernel/tracing
ConditionCapability=CAP_SYS_RAWIO
Before=sysinit.target

[Mount]
What=tracefs
Where=/sys/kernel/tracing
Type=tracefs
Options=nosuid,nodev,noexec
`,
  'sys-kernel-config.mount': `[Unit]
Description=Kernel Configuration File System
Documentation=https://docs.kernel.org/filesystems/configfs.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
ConditionPathExists=/sys/kernel/config
ConditionCapability=CAP_SYS_RAWIO
Before=sysinit.target
After=modprobe@configfs.service
Requires=modprobe@configfs.service

[Mount]
What=configfs
Where=/sys/kernel/config
Type=configfs
Options=nosuid,nodev,noexec
`,
  'sys-fs-fuse-connections.mount': `[Unit]
Description=FUSE Control File System
Documentation=https://docs.kernel.org/filesystems/fuse.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
ConditionPathExists=/sys/fs/fuse/connections
ConditionCapability=CAP_SYS_ADMIN
ConditionVirtualization=!private-users
Before=sysinit.target
After=modprobe@fuse.service
Requires=modprobe@fuse.service

[Mount]
What=fusectl
Where=/sys/fs/fuse/connections
Type=fusectl
Options=nosuid,nodev,noexec
`,
  'proc-sys-fs-binfmt_misc.mount': `[Unit]
Description=Arbitrary Executable File Formats File System
Documentation=https://docs.kernel.org/admin-guide/binfmt-misc.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no

[Mount]
What=binfmt_misc
Where=/proc/sys/fs/binfmt_misc
Type=binfmt_misc
Options=nosuid,nodev,noexec

[Install]
WantedBy=sysinit.target
`,
  'proc-sys-fs-binfmt_misc.automount': `[Unit]
Description=Arbitrary Executable File Formats File System Automount Point
Documentation=https://docs.kernel.org/admin-guide/binfmt-misc.html
Documentation=https://www.freedesktop.org/wiki/Software/systemd/APIFileSystems
DefaultDependencies=no
Before=sysinit.target
Conflicts=shutdown.target
ConditionPathExists=/proc/sys/fs/binfmt_misc/
ConditionPathIsReadWrite=/proc/sys/

[Automount]
Where=/proc/sys/fs/binfmt_misc
`,
  'systemd-ask-password-console.path': `[Unit]
Description=Dispatch Password Requests to Console Directory Watch
Documentation=man:systemd-ask-password-console.path(8)
ConditionPathExists=!/run/plymouth/pid
DefaultDependencies=no
After=plymouth-start.service
Before=paths.target cryptsetup.target
Conflicts=emergency.service
Before=emergency.service
Conflicts=shutdown.target
Before=shutdown.target

[Path]
DirectoryNotEmpty=/run/systemd/ask-password
MakeDirectory=yes
`,
  'systemd-ask-password-wall.path': `[Unit]
Description=Forward Password Requests to Wall Directory Watch
Documentation=man:systemd-ask-password-wall.path(8)
DefaultDependencies=no
Before=paths.target cryptsetup.target
Conflicts=emergency.service
Before=emergency.service
Conflicts=shutdown.target
Before=shutdown.target

[Path]
DirectoryNotEmpty=/run/systemd/ask-password
MakeDirectory=yes
`,
  'user.slice': `[Unit]
Description=User and Session Slice
Documentation=man:systemd.special(7)
Before=slices.target
`,
  'systemd-tmpfiles-clean.timer': `[Unit]
Description=Daily Cleanup of Temporary Directories
Documentation=man:tmpfiles.d(5) man:systemd-tmpfiles(8)
ConditionPathExists=!/etc/initrd-release

[Timer]
OnBootSec=15min
OnUnitActiveSec=1d
`,
}
