import { awkMain } from '../awk/index.ts'
import { base64Main } from '../base64.ts'
import { dmesgMain } from '../boot/dmesg.ts'
import { powerMain } from '../boot/power.ts'
import { setsidMain } from '../boot/setsid.ts'
import { runInitMain, switchRootMain } from '../boot/switch-root.ts'
import { catMain } from '../cat.ts'
import { checksumMain } from '../checksum.ts'
import { chmodMain } from '../chmod.ts'
import { chgrpMain, chownMain } from '../chown.ts'
import { cmpMain } from '../cmp.ts'
import { cpMain } from '../cp.ts'
import { cutMain } from '../cut.ts'
import { dateMain } from '../date.ts'
import { ddMain } from '../dd.ts'
import { diffMain } from '../diff.ts'
import { duMain } from '../du.ts'
import { hexdumpMain, odMain, xxdMain } from '../dump.ts'
import { echoMain } from '../echo.ts'
import { envMain } from '../env.ts'
import { exprMain } from '../expr.ts'
import { findMain } from '../find.ts'
import { grepMain, grepWith } from '../grep.ts'
import { gunzipMain, gzipMain, zcatMain } from '../gzip.ts'
import { headMain } from '../head.ts'
import { groupsMain, idMain, whoamiMain } from '../id.ts'
import { killallMain, killMain, pidofMain } from '../kill.ts'
import { commMain, foldMain, nlMain, pasteMain, revMain, tacMain } from '../lines.ts'
import { lnMain } from '../ln.ts'
import { freeMain, syncMain, uptimeMain } from '../machine.ts'
import { mkdirMain } from '../mkdir.ts'
import { mktempMain } from '../mktemp.ts'
import { insmodMain, lsmodMain, modprobeMain, rmmodMain } from '../modules/kmod.ts'
import { dfMain } from '../mounts/df.ts'
import { mountMain } from '../mounts/mount.ts'
import { mountpointMain, umountMain } from '../mounts/umount.ts'
import { mvMain } from '../mv.ts'
import { basenameMain, dirnameMain } from '../names.ts'
import { chrootMain, pivotRootMain } from '../namespaces/chroot.ts'
import { nsenterMain } from '../namespaces/nsenter.ts'
import { unshareMain } from '../namespaces/unshare.ts'
import { ifconfigMain } from '../net/busybox/ifconfig.ts'
import { ipAppletMain } from '../net/busybox/ip.ts'
import { ncMain, telnetMain } from '../net/busybox/nc.ts'
import { netstatMain } from '../net/busybox/netstat.ts'
import { nslookupMain } from '../net/busybox/nslookup.ts'
import { wgetMain } from '../net/busybox/wget.ts'
import { pingMain } from '../net/probe/ping.ts'
import { mkfifoMain, mknodMain, truncateMain, unlinkMain } from '../node.ts'
import { pagerMain } from '../pager.ts'
import { printfMain } from '../printf.ts'
import type { Main } from '../program.ts'
import { pwdMain } from '../pwd.ts'
import { readlinkMain, realpathMain } from '../readlink.ts'
import { rmMain } from '../rm.ts'
import { rmdirMain } from '../rmdir.ts'
import { sedMain } from '../sed.ts'
import { seqMain } from '../seq.ts'
import { sleepMain } from '../sleep.ts'
import { sortMain } from '../sort.ts'
import { statMain } from '../stat.ts'
import { sttyMain } from '../stty/stty.ts'
import { tailMain } from '../tail.ts'
import { tarMain } from '../tar.ts'
import { teeMain } from '../tee.ts'
import { clearMain, ttyMain } from '../terminal.ts'
import { bracketMain, testMain } from '../test.ts'
import { touchMain } from '../touch.ts'
import { trMain } from '../tr.ts'
import { falseMain, trueMain } from '../true.ts'
import { hostnameMain, nprocMain, unameMain } from '../uname.ts'
import { uniqMain } from '../uniq.ts'
import { wcMain } from '../wc.ts'
import { whichMain } from '../which.ts'
import { xargsMain } from '../xargs.ts'
import { yesMain } from '../yes.ts'
import { httpdMain } from './httpd.ts'
import { lsMain } from './ls.ts'
import { psMain } from './ps.ts'

/** The applets that are simulated. */
export const applets: Readonly<Record<string, Main>> = {
  '[': bracketMain,
  awk: awkMain,
  base64: base64Main,
  basename: basenameMain,
  cat: catMain,
  chgrp: chgrpMain,
  chmod: chmodMain,
  chown: chownMain,
  chroot: chrootMain,
  clear: clearMain,
  cmp: cmpMain,
  comm: commMain,
  cp: cpMain,
  cut: cutMain,
  date: dateMain,
  dd: ddMain,
  df: dfMain,
  dmesg: dmesgMain,
  diff: diffMain,
  dirname: dirnameMain,
  du: duMain,
  echo: echoMain,
  egrep: grepWith('E'),
  env: envMain,
  expr: exprMain,
  false: falseMain,
  fgrep: grepWith('F'),
  find: findMain,
  fold: foldMain,
  free: freeMain,
  grep: grepMain,
  groups: groupsMain,
  gunzip: gunzipMain,
  gzip: gzipMain,
  head: headMain,
  halt: powerMain('halt'),
  hexdump: hexdumpMain,
  hostname: hostnameMain,
  httpd: httpdMain,
  id: idMain,
  insmod: insmodMain,
  kill: killMain,
  killall: killallMain,
  less: pagerMain,
  ln: lnMain,
  ls: lsMain,
  lsmod: lsmodMain,
  md5sum: checksumMain('md5'),
  mkdir: mkdirMain,
  mkfifo: mkfifoMain,
  mknod: mknodMain,
  mktemp: mktempMain,
  modprobe: modprobeMain,
  more: pagerMain,
  mount: mountMain,
  mountpoint: mountpointMain,
  mv: mvMain,
  ifconfig: ifconfigMain,
  ip: ipAppletMain,
  nc: ncMain,
  netstat: netstatMain,
  nslookup: nslookupMain,
  telnet: telnetMain,
  wget: wgetMain,
  ping: pingMain,
  nl: nlMain,
  nproc: nprocMain,
  nsenter: nsenterMain,
  od: odMain,
  paste: pasteMain,
  pidof: pidofMain,
  pivot_root: pivotRootMain,
  poweroff: powerMain('poweroff'),
  printf: printfMain,
  ps: psMain,
  pwd: pwdMain,
  readlink: readlinkMain,
  realpath: realpathMain,
  reboot: powerMain('restart'),
  reset: clearMain,
  rev: revMain,
  rm: rmMain,
  rmdir: rmdirMain,
  rmmod: rmmodMain,
  'run-init': runInitMain,
  sed: sedMain,
  seq: seqMain,
  setsid: setsidMain,
  sha1sum: checksumMain('sha1'),
  sha256sum: checksumMain('sha256'),
  sha512sum: checksumMain('sha512'),
  sleep: sleepMain,
  sort: sortMain,
  stat: statMain,
  stty: sttyMain,
  switch_root: switchRootMain,
  sync: syncMain,
  tac: tacMain,
  tail: tailMain,
  tar: tarMain,
  tee: teeMain,
  test: testMain,
  touch: touchMain,
  tr: trMain,
  true: trueMain,
  truncate: truncateMain,
  tty: ttyMain,
  umount: umountMain,
  uname: unameMain,
  uniq: uniqMain,
  unlink: unlinkMain,
  unshare: unshareMain,
  uptime: uptimeMain,
  wc: wcMain,
  which: whichMain,
  whoami: whoamiMain,
  xargs: xargsMain,
  xxd: xxdMain,
  yes: yesMain,
  zcat: zcatMain,
}
