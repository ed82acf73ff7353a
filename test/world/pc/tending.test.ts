import { expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { Sitter } from './sitter.ts'

const LESSON = { clock: '2026-07-14T08:00:00Z', seed: 'tending', machine: { firmware: 'bios' } } as const

it('is told of, named, and ended later by the programs of systemd and util-linux', async () => {
  const sitter = new Sitter(await lessonWorld(LESSON, [], {}))
  await sitter.settle()
  const says = async (line: string, text: string): Promise<void> =>
    expect(await sitter.type(line)).toContain(`\n${text}`)
  await says(
    "hostnamectl | sed '/ID:/d'",
    ` Static hostname: strata
       Icon name: computer-vm
         Chassis: vm 🖴
  Virtualization: qemu
Operating System: Debian GNU/Linux 12 (bookworm)
          Kernel: Linux 6.1.0-50-amd64
    Architecture: x86-64
 Hardware Vendor: QEMU
  Hardware Model: Standard PC (Q35 + ICH9, 2009)
Firmware Version: 1.16.2-debian-1.16.2-1
`,
  )
  await says(
    'timedatectl | cut -c1-50; timedatectl show -P NTP; timedatectl set-timezone Mars/Phobos; localectl',
    `               Local time: Tue 2026-07-14 08:00:14
           Universal time: Tue 2026-07-14 08:00:14
                 RTC time: Tue 2026-07-14 08:00:14
                Time zone: Etc/UTC (UTC, +0000)
System clock synchronized: no
              NTP service: n/a
          RTC in local TZ: no
no
Failed to set time zone: Invalid or not installed time zone 'Mars/Phobos'
System Locale: LANG=C.UTF-8
    VC Keymap: (unset)
   X11 Layout: (unset)
`,
  )
  await says(
    `echo '{' >>/var/log/wtmp; echo '{"at":1}' >>/var/log/wtmp; loginctl; loginctl list-users --no-legend; systemd-detect-virt; last; runlevel; who -b; uptime | cut -c11-17`,
    `SESSION UID USER SEAT TTY
      1   0 root      ttyS0

1 sessions listed.
  0 root
qemu
root     ttyS0                         Tue Jul 14 08:00   still logged in
reboot   system boot  6.1.0-50-amd64   Tue Jul 14 08:00   still running

wtmp begins Tue Jul 14 08:00:13 2026
N 5
         system boot  2026-07-14 08:00
up 0 min`.slice(0, -1),
  )
  await says(
    'systemctl list-sockets | grep -e docker -e listed; systemctl edit docker; systemctl frob',
    `/run/docker.sock             docker.socket                   docker.service
10 sockets listed.
systemctl edit is no part of this simulation
Unknown command verb frob.
`,
  )
  await says(
    'hostnamectl hostname box; hostname; shutdown -r +5; shutdown --show; shutdown -c; shutdown --show; shutdown 25:00; shutdown +1x',
    `box
Reboot scheduled for Tue 2026-07-14 08:05:14 UTC, use 'shutdown -c' to cancel.
Reboot scheduled for Tue 2026-07-14 08:05:14 UTC, use 'shutdown -c' to cancel.
No scheduled shutdown.
Failed to parse time specification: 25:00
Failed to parse time specification: +1x
`,
  )
  await sitter.type('shutdown -r 08:02; sleep 200')
  await says(
    'hostname; last; journalctl -b -1 -u session-1.scope --no-pager | cut -c1-40',
    `box
root     ttyS0                         Tue Jul 14 08:02   still logged in
reboot   system boot  6.1.0-50-amd64   Tue Jul 14 08:02   still running
root     ttyS0                         Tue Jul 14 08:00 - down   (00:01)
reboot   system boot  6.1.0-50-amd64   Tue Jul 14 08:00 - 08:02  (00:01)

wtmp begins Tue Jul 14 08:00:13 2026
Jul 14 08:00:14 strata systemd[1]: Start
Jul 14 08:02:00 box systemd[1]: Stopping
Jul 14 08:02:00 box systemd[1]: Stopped 
`,
  )
}, 60_000)
