/** /init of the hand-written initramfs: what it does is chosen by `step=` on the kernel's command line. */
export const INIT = `#!/bin/sh
# hand-written /init: the whole of an initramfs's work
export PATH=/bin
say() { echo "==== $*"; }
show() { echo "init# $*"; "$@" 2>&1; }
say "1 /init runs as PID $$; nothing is mounted but rootfs"
show ls /
show ls /proc
mount -t proc proc /proc
say "2 after mounting /proc"
show cat /proc/mounts
show cat /proc/self/mountinfo
show cat /proc/cmdline
show free
show df
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /run
say "3 after mounting /sys /dev /run"
show cat /proc/mounts
show ls /sys/block
show ls /dev
say "4 loading drivers"
for m in /mod/*.ko; do show insmod $m; done
i=0; while [ ! -b /dev/sda2 ] && [ $i -lt 50 ]; do sleep 0.2; i=$((i+1)); done
show ls /sys/block
show cat /proc/partitions
show blkid
for w in $(cat /proc/cmdline); do case $w in step=*) step=\${w#step=};; root=*) root=\${w#root=};; rootdev=*) root=\${w#rootdev=};; big=*) big=\${w#big=};; esac; done
if [ -n "$big" ]; then say "4b a file of $big MiB in the initramfs"; dd if=/dev/zero of=/bigfile bs=1M count=$big 2>/dev/null; show ls -l /bigfile; show free; fi
say "5 mounting the real root $root at /newroot, read-only"
show mount -o ro -t ext4 $root /newroot
show cat /proc/mounts
show cat /proc/self/mountinfo
show ls /
show ls /newroot
show free
case $step in
shell) say "shell in the initramfs"; exec sh ;;
exit) say "init ends without switch_root"; exit 0 ;;
pivot) say "pivot_root is refused on rootfs"; show pivot_root /newroot /newroot/mnt; show umount /; exec sh ;;
nonpid1) say "switch_root from a child process"; show switch_root /newroot /sbin/init; show switch_root /nosuch /sbin/init; say "not a mount point:"; ( exec switch_root /sys/block /sbin/init ); exec sh ;;
badinit) say "switch_root to an init that does not exist"; exec switch_root /newroot /nonexistent ;;
notmp) say "switch_root with newroot not a mount point"; umount /newroot; exec switch_root /newroot /sbin/init ;;
chroot) say "chroot instead of switch_root: rootfs stays"; cp /bin/busybox /run/busybox 2>/dev/null; mount -o bind /proc /newroot/proc; show free; exec chroot /newroot /bin/sh -c 'echo "in the chroot PID $$"; cat /proc/1/mountinfo; exec /bin/sh' ;;
esac
say "6 moving /dev /sys /run into it; /proc too"
for m in dev sys run proc; do echo "init# mount --move /$m /newroot/$m"; mount --move /$m /newroot/$m; done
PROC=/newroot/proc
show cat /newroot/proc/mounts
show cat /newroot/proc/self/mountinfo
say "7 exec switch_root /newroot $step"
[ "$step" = systemd ] && exec switch_root -c /dev/console /newroot /sbin/init
exec switch_root -c /dev/console /newroot /bin/sh
`
