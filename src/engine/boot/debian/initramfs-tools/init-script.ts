/** /init: the first program of the initramfs (initramfs-tools(7), "Boot process"). */
export const INIT = `#!/bin/sh

# The first program of the initramfs. It makes the machine's devices usable,
# mounts the root file system at /root and hands over to the init found there.

export PATH=/sbin:/usr/sbin:/bin:/usr/bin

# What the kernel has left to us: directories to mount its file systems on
for dir in /dev /sys /proc /tmp; do
	[ -d $dir ] || mkdir -m 0755 $dir
done
[ -d /root ] || mkdir -m 0700 /root
mkdir -p /var/lock
mount -t sysfs -o nodev,noexec,nosuid sysfs /sys
mount -t proc -o nodev,noexec,nosuid proc /proc

export quiet=n
for x in $(cat /proc/cmdline); do
	case $x in
	initramfs.clear) clear ;;
	quiet) quiet=y ;;
	esac
done
[ "$quiet" = y ] || echo "Loading, please wait..."

mount -t devtmpfs -o nosuid,mode=0755 udev /dev
for link in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do
	[ -h "/dev/\${link%%:*}" ] || ln -s "\${link#*:}" "/dev/\${link%%:*}"
done
mkdir -p /dev/pts
mount -t devpts -o noexec,nosuid,gid=5,mode=0620 devpts /dev/pts || true

# Settings from the time when the initramfs was built
export DPKG_ARCH=
. /conf/arch.conf
export MODPROBE_OPTIONS="-qb"
export ROOT= ROOTDELAY= ROOTFLAGS= ROOTFSTYPE= IP= DEVICE= BOOT= BOOTIF= UBIMTD=
export break= init=/sbin/init readonly=y rootmnt=/root debug= panic= blacklist= resume= resume_offset=
export noresume= drop_caps= fastboot=n forcefsck=n fsckfix=
. /conf/initramfs.conf
for conf in conf/conf.d/*; do
	[ -f "$conf" ] && . "./$conf"
done
. /scripts/functions

# What the kernel's command line asks for
for x in $(cat /proc/cmdline); do
	case $x in
	init=*) init=\${x#init=} ;;
	root=*)
		ROOT=\${x#root=}
		[ -z "$BOOT" ] && [ "$ROOT" = /dev/nfs ] && BOOT=nfs
		;;
	rootflags=*) ROOTFLAGS="-o \${x#rootflags=}" ;;
	rootfstype=*) ROOTFSTYPE="\${x#rootfstype=}" ;;
	rootdelay=*)
		ROOTDELAY="\${x#rootdelay=}"
		case $ROOTDELAY in
		*[![:digit:].]*) ROOTDELAY= ;;
		esac
		;;
	boot=*) BOOT=\${x#boot=} ;;
	ip=*) IP="\${x#ip=}" ;;
	resume=*) RESUME="\${x#resume=}" ;;
	resume_offset=*) resume_offset="\${x#resume_offset=}" ;;
	noresume) noresume=y ;;
	ubi.mtd=*) UBIMTD=\${x#ubi.mtd=} ;;
	drop_capabilities=*) drop_caps="-d \${x#drop_capabilities=}" ;;
	panic=*) panic="\${x#panic=}" ;;
	ro) readonly=y ;;
	rw) readonly=n ;;
	debug)
		debug=y
		quiet=n
		log_output=/run/initramfs/initramfs.debug
		[ -n "$netconsole" ] && log_output=/dev/kmsg
		set -x
		;;
	debug=*)
		debug=y
		quiet=n
		set -x
		;;
	netconsole=*)
		netconsole=\${x#netconsole=}
		[ "$debug" = y ] && log_output=/dev/kmsg
		;;
	BOOTIF=*) BOOTIF=\${x#BOOTIF=} ;;
	break=*) break=\${x#break=} ;;
	break) break=premount ;;
	blacklist=*) blacklist=\${x#blacklist=} ;;
	fastboot | fsck.mode=skip) fastboot=y ;;
	forcefsck | fsck.mode=force) forcefsck=y ;;
	fsckfix | fsck.repair=yes) fsckfix=y ;;
	fsck.repair=no) fsckfix=n ;;
	initramfs.runsize=*) RUNSIZE="\${x#initramfs.runsize=}" ;;
	esac
done
[ -z "$BOOT" ] && BOOT=local
if [ -n "$noresume" ] || [ "$RESUME" = none ]; then
	noresume=y
else
	resume=\${RESUME:-}
fi

mount -t tmpfs -o "nodev,noexec,nosuid,size=\${RUNSIZE:-10%},mode=0755" tmpfs /run
mkdir -m 0700 /run/initramfs
if [ -n "$log_output" ]; then
	exec > "$log_output" 2>&1
	unset log_output
fi

maybe_break top
run_scripts /scripts/init-top

maybe_break modules
log_begin_msg "Loading essential drivers"
[ -n "$netconsole" ] && modprobe netconsole netconsole="$netconsole"
load_modules
log_end_msg

starttime="$(_uptime)"
starttime=$((starttime + 1))
export starttime
if [ "$ROOTDELAY" ]; then
	sleep "$ROOTDELAY"
fi

maybe_break premount
log_begin_msg "Running /scripts/init-premount"
run_scripts /scripts/init-premount
log_end_msg

maybe_break mount
log_begin_msg "Mounting root file system"
# Each way to boot has a file of its own; any of them may be asked for
. /scripts/local
. /scripts/nfs
. "/scripts/\${BOOT}"
parse_numeric "\${ROOT}"
maybe_break mountroot
mount_top
mount_premount
mountroot
log_end_msg

if read_fstab_entry /usr; then
	log_begin_msg "Mounting /usr file system"
	mountfs /usr
	log_end_msg
fi

mount_bottom

maybe_break bottom
log_begin_msg "Running /scripts/init-bottom"
run_scripts /scripts/init-bottom
log_end_msg

mount -n -o move /run "\${rootmnt}/run"

# There has to be an init to hand over to
validate_init() {
	run-init -n "$rootmnt" "$1"
}
if ! validate_init "$init"; then
	echo "Target filesystem doesn't have requested \${init}."
	init=
	for inittest in /sbin/init /etc/init /bin/init /bin/sh; do
		if validate_init "$inittest"; then
			init="$inittest"
			break
		fi
	done
fi
if ! validate_init "$init"; then
	panic "No init found. Try passing init= bootarg."
fi

maybe_break init

unset debug MODPROBE_OPTIONS DPKG_ARCH ROOTFLAGS ROOTFSTYPE ROOTDELAY ROOT IP BOOT BOOTIF DEVICE
unset UBIMTD blacklist break noresume panic quiet readonly resume resume_offset noresume fastboot
unset forcefsck fsckfix starttime

# Move virtual filesystems over to the real filesystem
mount -n -o move /sys \${rootmnt}/sys
mount -n -o move /proc \${rootmnt}/proc

# Chain to real filesystem
exec run-init \${drop_caps} "\${rootmnt}" "\${init}" "$@" <"\${rootmnt}/dev/console" >"\${rootmnt}/dev/console" 2>&1
echo "Something went badly wrong in the initramfs."
panic "Please file a bug on initramfs-tools."
`
