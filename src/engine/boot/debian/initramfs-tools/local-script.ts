/** /scripts/local: a root file system on a disk of the machine. */
export const LOCAL = `# Local filesystem mounting			-*- shell-script -*-

_stage()
{
	log_begin_msg "Running /scripts/$1"
	run_scripts "/scripts/$1" "$2"
	log_end_msg
}
local_top()
{
	[ "$local_top_used" = yes ] || _stage local-top
	local_top_used=yes
}
local_block() { _stage local-block "$1"; }
local_premount()
{
	[ "$local_premount_used" = yes ] || _stage local-premount
	local_premount_used=yes
}
local_bottom()
{
	if [ "$local_premount_used" = yes ] || [ "$local_top_used" = yes ]; then
		_stage local-bottom
	fi
	local_premount_used=no
	local_top_used=no
}

_usable()
{
	resolve_device "$1" && get_fstype "$DEV"
}

# Waits until a device is there; its path is left in DEV
local_device_setup()
{
	local device name limit elapsed
	device="$1"
	name="$2"
	wait_for_udev 10
	# Neither a path of /dev nor a name that can be looked up: nothing to wait for
	if [ "\${device#/dev}" = "$device" ] && [ "\${device#*=}" = "$device" ]; then
		DEV="$device"
		return
	fi
	if ! _usable "$device"; then
		log_begin_msg "Waiting for $name"
		limit=30
		if [ "\${ROOTDELAY:-0}" -gt $limit ]; then
			limit=$ROOTDELAY
		fi
		while :; do
			sleep 1
			elapsed="$(time_elapsed)"
			local_block "$device"
			if _usable "$device"; then
				wait_for_udev 10
				log_end_msg
				break
			fi
			if [ "$elapsed" -ge "$limit" ]; then
				log_end_msg
				break
			fi
			wait_for_udev 10
		done
	fi
	# Whoever sits at the console may still mend it
	while ! _usable "$device"; do
		echo "Gave up waiting for $name device.  Common problems:"
		echo " - Boot args (cat /proc/cmdline)"
		echo "   - Check rootdelay= (did the system wait long enough?)"
		echo " - Missing modules (cat /proc/modules; ls /dev)"
		panic "ALERT!  $device does not exist.  Dropping to a shell!"
	done
}

local_mount_root()
{
	local roflag
	local_top
	if [ -z "$ROOT" ]; then
		panic "No root device specified. Boot arguments must include a root= parameter."
	fi
	local_device_setup "$ROOT" "root file system"
	ROOT="$DEV"
	if [ -z "$ROOTFSTYPE" ] || [ "$ROOTFSTYPE" = auto ]; then
		get_fstype "$ROOT"
	else
		FSTYPE="$ROOTFSTYPE"
	fi
	local_premount
	roflag=-w
	[ "$readonly" = y ] && roflag=-r
	checkfs "$ROOT" root "$FSTYPE"
	if ! mount $roflag \${FSTYPE:+-t "$FSTYPE"} $ROOTFLAGS "$ROOT" "$rootmnt"; then
		panic "Failed to mount $ROOT as root file system."
	fi
}

local_mount_fs()
{
	local roflag
	read_fstab_entry "$1"
	local_device_setup "$MNT_FSNAME" "$1 file system"
	local_premount
	roflag=-w
	[ "$readonly" = y ] && roflag=-r
	[ "$MNT_PASS" = 0 ] || checkfs "$DEV" "$MNT_DIR" "$MNT_TYPE"
	mount $roflag -t "$MNT_TYPE" -o "$MNT_OPTS" "$DEV" "\${rootmnt}\${MNT_DIR}" ||
		panic "Failed to mount $DEV as $MNT_DIR file system."
}

mount_top() { local_top; }
mount_premount() { local_premount; }
mountroot() { local_mount_root; }
mountfs() { local_mount_fs "$1"; }
mount_bottom() { local_bottom; }
`

/** /scripts/nfs: a root over the network, which this machine has none of. */
export const NFS = `# NFS filesystem mounting			-*- shell-script -*-

nfs_mount_root()
{
	panic "Unable to mount the NFS root: this machine has no network in its initramfs."
}
`

/** Scripts of the stages, by their paths below /scripts. The first line after `PREREQ` is what they do. */
export const STAGES: Readonly<Record<string, string>> = {
  'init-top/all_generic_ide': `#!/bin/sh
[ "$1" = prereqs ] && exit 0
for x in $(cat /proc/cmdline); do
	case $x in
	all_generic_ide | all_generic_ide=?*) modprobe ata_generic all_generic_ide=1 ;;
	esac
done
exit 0
`,
  'init-top/blacklist': `#!/bin/sh
[ "$1" = prereqs ] && exit 0
[ -n "$blacklist" ] || exit 0
for module in $(echo "$blacklist" | tr ',' ' '); do
	echo "blacklist $module"
done >> /etc/modprobe.d/initramfs.conf
`,
  'init-top/keymap': `#!/bin/sh
[ "$1" = prereqs ] && exit 0
exit 0
`,
  'init-top/udev': `#!/bin/sh
[ "$1" = prereqs ] && exit 0
# Finds the devices that are there already, and loads their drivers
SYSTEMD_LOG_LEVEL=$log_level /lib/systemd/systemd-udevd --daemon --resolve-names=never
udevadm trigger --type=subsystems --action=add
udevadm trigger --type=devices --action=add
udevadm settle || true
`,
  'init-bottom/udev': `#!/bin/sh
[ "$1" = prereqs ] && exit 0
# The real root gets /dev as it is; another udevd begins there
udevadm control --exit
if mount -n -o move /dev "\${rootmnt:?}/dev" || mount -n -o move /dev "\${rootmnt}/dev"; then
	rm -rf /dev
	ln -s "\${rootmnt}/dev" /dev
fi
`,
  'local-premount/resume': `#!/bin/sh
[ "$1" = prereqs ] && exit 0
[ -n "$noresume" ] && exit 0
[ -n "$resume" ] && [ -e "$resume" ] && resume "$resume"
exit 0
`,
}
