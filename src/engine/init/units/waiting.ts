import { type Body, textBody } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { Reserve } from '../../base/later.ts'

/** Texts of units that a start does not read. Whoever lets somebody read them loads them first. */
export const RESERVE = new Reserve(() => import('./waiting-texts.ts'))

/** Those units: bytes of their files, by the path below /usr/lib/systemd. */
export const WAITING: Readonly<Record<string, number>> = {
  'system/cryptsetup-pre.target': 473,
  'system/emergency.target': 479,
  'system/final.target': 500,
  'system/getty-pre.target': 518,
  'system/halt.target': 542,
  'system/integritysetup-pre.target': 487,
  'system/network-pre.target': 490,
  'system/nss-lookup.target': 448,
  'system/nss-user-lookup.target': 446,
  'system/poweroff.target': 607,
  'system/reboot.target': 598,
  'system/remote-fs-pre.target': 454,
  'system/rescue.target': 500,
  'system/shutdown.target': 457,
  'system/time-set.target': 434,
  'system/time-sync.target': 487,
  'system/umount.target': 465,
  'system/veritysetup-pre.target': 481,
  'system/initrd-switch-root.target': 779,
  'system/initrd.target': 810,
  'system/initrd-fs.target': 598,
  'system/machine.slice': 453,
  'system/syslog.socket': 751,
  'system/systemd-tmpfiles-clean.service': 748,
  'system/systemd-udev-settle.service': 678,
  'system/console-getty.service': 882,
  'system/emergency.service': 805,
  'system/rescue.service': 796,
  'system/debug-shell.service': 927,
  'system/systemd-initctl.service': 574,
  'system/systemd-ask-password-console.service': 832,
  'system/systemd-ask-password-wall.service': 747,
  'system/rc-local.service': 599,
  'system/systemd-hostnamed.service': 1202,
  'system/systemd-poweroff.service': 575,
  'system/systemd-reboot.service': 568,
  'system/systemd-halt.service': 594,
  'user/shutdown.target': 450,
  'user/exit.target': 510,
  'user/graphical-session.target': 492,
  'user/graphical-session-pre.target': 554,
  'system/ifup@.service': 492,
  'system/e2scrub_all.service': 297,
  'system/apt-daily.service': 325,
  'system/apt-daily-upgrade.service': 389,
  'system/dpkg-db-backup.service': 147,
  'system/fstrim.service': 477,
}

/** The file of one of them: there is an error of its medium as long as its text has not come. */
export function waitingBody(path: string): Body {
  let text: Body | undefined
  return {
    size: WAITING[path]!,
    identity: `debian:${path}`,
    read(offset, length) {
      if (!RESERVE.isThere) throw new FsError('EIO')
      text ??= textBody(RESERVE.code.WAITING_TEXTS.get(path)!)
      return text.read(offset, length)
    },
  }
}
