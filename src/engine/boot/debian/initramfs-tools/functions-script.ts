/** /scripts/functions: what all scripts of the initramfs share. */
export const FUNCTIONS = `# -*- shell-script -*-

_log_msg()
{
	[ "$quiet" = y ] || printf "%b" "$*"
	return 0
}
log_success_msg() { _log_msg "Success: $*\\\\n"; }
log_failure_msg() { _log_msg "Failure: $*\\\\n"; }
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

# A shell on the console; where panic= is given, a restart or a halt instead
panic()
{
	local console rest seconds
	echo "$@"
	if [ -n "$panic" ]; then
		case "$panic" in
		-*[![:digit:].]* | 0 | [!-]*[![:digit:].]* | [![:digit:]-]*) seconds= ;;
		-*) seconds=0 ;;
		*) seconds=$panic ;;
		esac
		if [ -n "$seconds" ]; then
			echo "Rebooting automatically due to panic= boot argument"
			sleep "$seconds"
			reboot -f
		else
			echo "Halting automatically due to panic= boot argument"
			halt -f
		fi
		exit
	fi
	run_scripts /scripts/panic
	# A session of its own gives the shell job control
	read -r console rest < /proc/consoles
	[ "$console" = tty0 ] && console=tty1
	REASON="$*" PS1='(initramfs) ' setsid sh -c "exec sh -i <>/dev/$console 1>&0 2>&1"
}

maybe_break()
{
	local modalias
	case ",$break," in
	*,"$1",*) ;;
	*) return ;;
	esac
	# Before udev nobody has looked for a keyboard
	if [ "$1" = top ]; then
		modprobe -q -a i8042 atkbd ehci-pci ehci-orion ehci-hcd ohci-hcd ohci-pci uhci-hcd usbhid xhci xhci-pci xhci-hcd
		sleep 2
		for modalias in /sys/bus/hid/devices/*/modalias; do
			[ -f "$modalias" ] && modprobe -q -b "$(cat "$modalias")"
		done
	fi
	panic "Spawning shell within the initramfs"
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

# root=803 and root=8:3 mean that device
parse_numeric()
{
	local major minor number
	case $1 in
	*:*)
		minor=\${1#*:}
		major=\${1%%:*}
		case "$major$minor" in
		*[!0-9]*) return ;;
		esac
		;;
	'' | *[!A-Fa-f0-9]*) return ;;
	*)
		number=$((0x$1))
		minor=$(((number & 0xff) | (number >> 12) & 0xfff00))
		major=$(((number >> 8) & 0xfff))
		;;
	esac
	ROOT=/dev/block/$major:$minor
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
_checkfs_once()
{
	local device name type force fix spinner result
	device="$1"
	name="$2"
	type="$3"
	[ "$name" = / ] && name=root
	if [ -z "$type" ]; then
		log_warning_msg "Type of $name file system is unknown, so skipping check."
		return 0
	fi
	if ! command -v fsck > /dev/null 2>&1; then
		log_warning_msg "fsck not present, so skipping $name file system"
		return 0
	fi
	if [ "$fastboot" = y ]; then
		log_warning_msg "Fast boot enabled, so skipping $name file system check."
		return 0
	fi
	[ "$forcefsck" = y ] && force="-f"
	fix="-a"
	[ "$fsckfix" = y ] && fix="-y"
	[ "$fsckfix" = n ] && fix="-n"
	[ -z "$debug" ] && spinner="-C"
	log_begin_msg "Will now check $name file system"
	if [ "$quiet" = n ]; then
		logsave -a -s /run/initramfs/fsck.log fsck $spinner $force $fix -V -t "$type" "$device"
	else
		logsave -a -s /run/initramfs/fsck.log fsck $spinner $force $fix -T -t "$type" "$device"
	fi
	result=$?
	log_end_msg
	if [ "$result" = 32 ]; then
		log_warning_msg "File system check was interrupted by user"
	elif [ $((result & 4)) -eq 4 ]; then
		log_failure_msg "File system check of the $name filesystem failed"
		return 1
	elif [ "$result" -gt 1 ]; then
		log_warning_msg "File system check failed but did not detect errors"
		sleep 5
	else
		: > "/run/initramfs/fsck-\${name#/}"
	fi
	return 0
}
checkfs()
{
	while ! _checkfs_once "$@"; do
		panic "The $2 filesystem on $1 requires a manual fsck"
	done
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
