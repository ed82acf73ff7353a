/** /scripts/functions: what all scripts of the initramfs share. */
export const FUNCTIONS = `# -*- shell-script -*-

_log_msg()
{
	[ "$quiet" = y ] || printf "%b" "$*"
	return 0
}
log_success_msg() { _log_msg "Success: $*\\\\n"; }
log_failure_msg() { printf "Failure: %s\\n" "$*"; }
log_warning_msg() { _log_msg "Warning: $*\\\\n"; }
log_begin_msg() { _log_msg "Begin: $* ... "; }
log_end_msg() { _log_msg "done.\\\\n"; }

# Whole seconds since the kernel started
_uptime()
{
	local uptime rest
	read -r uptime rest < /proc/uptime
	echo "\${uptime%%.*}"
}
time_elapsed()
{
	local now
	now=$(_uptime)
	echo $((now - \${starttime:-0}))
}

# A shell on the console, or a restart where panic= asks for one
panic()
{
	local seconds
	if [ -n "$panic" ]; then
		seconds=$panic
		[ "$seconds" = -1 ] && seconds=0
		if [ "$panic" != 0 ]; then
			echo "Rebooting automatically due to panic= boot argument"
			sleep "$seconds"
			reboot -f
		fi
	fi
	# The keyboard may need drivers
	for module in i8042 atkbd ehci-pci ehci-orion ehci-hcd uhci-hcd ohci-hcd usbhid; do
		modprobe -q "$module" || true
	done
	echo "$@"
	if [ -n "$panic" ] && [ "$panic" = 0 ]; then
		# Nobody may get a shell: wait for the power switch
		while :; do sleep 3600; done
	fi
	REASON="$*" PS1='(initramfs) ' setsid -c sh -i </dev/console >/dev/console 2>&1
}

maybe_break()
{
	case ",$break," in
	*,"$1",*) panic "Spawning shell within the initramfs" ;;
	esac
}

# A stage: its ORDER names the scripts
run_scripts()
{
	[ -d "$1" ] || return 0
	[ -f "$1/ORDER" ] && . "$1/ORDER"
	return 0
}

# Drivers that /conf/modules lists
load_modules()
{
	local module args
	[ -e /conf/modules ] || return 0
	while read -r module args; do
		[ -n "$module" ] || continue
		case $module in
		\\#*) continue ;;
		esac
		modprobe "$module" $args
	done < /conf/modules
}

# root=803 means device 8:3
parse_numeric()
{
	case $1 in
	*:*)
		minor=\${1#*:}
		major=\${1%%:*}
		;;
	[A-Fa-f0-9][A-Fa-f0-9][A-Fa-f0-9] | [A-Fa-f0-9][A-Fa-f0-9][A-Fa-f0-9][A-Fa-f0-9])
		minor=$((0x\${1#?}))
		major=$((0x\${1%??}))
		;;
	*) return ;;
	esac
	case "$major$minor" in
	*[!0-9]*) return ;;
	esac
	if command -v udevadm > /dev/null 2>&1; then
		ROOT=/dev/block/\${major}:\${minor}
	else
		mknod -m 600 /dev/root b "$major" "$minor"
		ROOT=/dev/root
	fi
}

wait_for_udev()
{
	command -v udevadm > /dev/null 2>&1 || return 0
	udevadm settle --timeout="\${1:-10}"
}

# Where a device is that is named by what is on it
resolve_device()
{
	DEV="$1"
	case $DEV in
	UUID=*) DEV="/dev/disk/by-uuid/\${DEV#UUID=}" ;;
	LABEL=*) DEV="/dev/disk/by-label/\${DEV#LABEL=}" ;;
	PARTUUID=*) DEV="/dev/disk/by-partuuid/\${DEV#PARTUUID=}" ;;
	PARTLABEL=*) DEV="/dev/disk/by-partlabel/\${DEV#PARTLABEL=}" ;;
	esac
	if [ -h "$DEV" ]; then
		DEV="$(readlink -f "$DEV")"
	fi
	[ -e "$DEV" ]
}

get_fstype()
{
	FSTYPE=$(blkid -p -o value -s TYPE "$1" 2> /dev/null)
	[ -n "$FSTYPE" ]
}

# Checks a file system, unless that cannot be done
checkfs()
{
	local device name type force fix verbose result
	device="$1"
	name="$2"
	type="$3"
	[ "$fastboot" = y ] && return 0
	if ! command -v fsck > /dev/null 2>&1; then
		log_warning_msg "fsck not present, so skipping $name file system"
		return 0
	fi
	if [ -n "$type" ] && ! command -v "fsck.$type" > /dev/null 2>&1; then
		log_warning_msg "fsck.$type not present, so skipping $name file system"
		return 0
	fi
	[ "$forcefsck" = y ] && force="-f"
	fix="-a"
	[ "$fsckfix" = y ] && fix="-y"
	[ "$fsckfix" = n ] && fix="-n"
	log_begin_msg "Will now check $name file system"
	if [ "$quiet" = y ]; then
		logsave -a -s /run/initramfs/fsck.log fsck $force $fix -T -t "\${type:-auto}" "$device"
	else
		logsave -a -s /run/initramfs/fsck.log fsck -C $force $fix -V -t "\${type:-auto}" "$device"
	fi
	result=$?
	if [ "$result" = 32 ]; then
		log_warning_msg "File system check was interrupted by user"
	elif [ $((result & 4)) -eq 4 ]; then
		log_failure_msg "File system check of the $name filesystem failed"
		panic "The $name filesystem on $device requires a manual fsck"
	elif [ "$result" -gt 1 ]; then
		log_failure_msg "File system check failed but did not detect errors"
		sleep 5
	else
		: > "/run/initramfs/fsck-$name"
	fi
	log_end_msg
	return 0
}

# Sets MNT_FSNAME and so on from the real root's fstab
read_fstab_entry()
{
	found=1
	[ -f "\${rootmnt}/etc/fstab" ] || return 1
	while read -r MNT_FSNAME MNT_DIR MNT_TYPE MNT_OPTS MNT_FREQ MNT_PASS MNT_JUNK; do
		case $MNT_FSNAME in
		'' | \\#*) continue ;;
		esac
		if [ "$MNT_DIR" = "$1" ]; then
			found=0
			break
		fi
	done < "\${rootmnt}/etc/fstab"
	return $found
}
`
