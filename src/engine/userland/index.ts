import type { Program } from '../kernel/process.ts'
import { mawk } from './awk/index.ts'
import { base64 } from './base64.ts'
import { dmesg } from './boot/dmesg.ts'
import { efibootmgr } from './boot/efibootmgr.ts'
import { grubInstall } from './boot/grub-install.ts'
import { grubMkconfig } from './boot/grub-mkconfig.ts'
import { logsave } from './boot/logsave.ts'
import { mokutil } from './boot/mokutil.ts'
import { sbverify } from './boot/sbverify.ts'
import { setsid } from './boot/setsid.ts'
import { busybox } from './busybox/busybox.ts'
import { cat } from './cat.ts'
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from './checksum.ts'
import { chmod } from './chmod.ts'
import { chgrp, chown } from './chown.ts'
import { cmp } from './cmp.ts'
import { cp } from './cp.ts'
import { curl } from './curl.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { dd } from './dd.ts'
import { diff } from './diff.ts'
import { blkid } from './disks/blkid.ts'
import { fdisk } from './disks/fdisk.ts'
import { e2fsck, fsck } from './disks/fsck.ts'
import { FORMATTERS } from './disks/later.ts'
import { lsblk } from './disks/lsblk.ts'
import { sfdisk } from './disks/sfdisk.ts'
import { swapoff, swapon } from './disks/swap.ts'
import { du } from './du.ts'
import { hexdump, od, xxd } from './dump.ts'
import { echo } from './echo.ts'
import { env, printenv } from './env.ts'
import { expr } from './expr.ts'
import { file } from './file.ts'
import { find } from './find.ts'
import { getent } from './getent.ts'
import { getfattr } from './getfattr.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { gunzip, gzip, zcat } from './gzip.ts'
import { head } from './head.ts'
import { groupsProgram, id, whoami } from './id.ts'
import { cpio } from './initramfs/cpio.ts'
import { lsinitramfs, mkinitramfs, unmkinitramfs, updateInitramfs } from './initramfs/programs.ts'
import { zstd } from './initramfs/zstd.ts'
import { xtables } from './iptables/main.ts'
import { journalctl } from './journalctl.ts'
import { jq } from './jq.ts'
import { kill, killall, pgrep, pidof, pkill } from './kill.ts'
import { comm, fold, nl, paste, rev, tac } from './lines.ts'
import { ln } from './ln.ts'
import { ls } from './ls.ts'
import { free, sync, uptime } from './machine.ts'
import { mkdir } from './mkdir.ts'
import { mktemp } from './mktemp.ts'
import { kmod } from './modules/kmod.ts'
import { df } from './mounts/df.ts'
import { findmnt } from './mounts/findmnt.ts'
import { mount } from './mounts/mount.ts'
import { mountpoint, umount } from './mounts/umount.ts'
import { mv } from './mv.ts'
import { basename, dirname } from './names.ts'
import { chroot, pivotRoot } from './namespaces/chroot.ts'
import { lsns } from './namespaces/lsns.ts'
import { nsenter } from './namespaces/nsenter.ts'
import { unshare } from './namespaces/unshare.ts'
import { tcpdump } from './net/capture/tcpdump.ts'
import { nc } from './net/client/nc.ts'
import { ncTraditional } from './net/client/nc-traditional.ts'
import { ncat } from './net/client/ncat.ts'
import { socat } from './net/client/socat.ts'
import { telnet } from './net/client/telnet.ts'
import { wget } from './net/client/wget.ts'
import { conntrack } from './net/conntrack/main.ts'
import { dig } from './net/dns/dig.ts'
import { host, nslookup } from './net/dns/host.ts'
import { ip } from './net/ip/main.ts'
import { fuser } from './net/listing/fuser.ts'
import { lsof } from './net/listing/lsof.ts'
import { ping } from './net/probe/ping.ts'
import { traceroute } from './net/probe/traceroute.ts'
import { ss } from './net/ss/main.ts'
import { arp } from './net/tools/arp.ts'
import { brctl } from './net/tools/brctl.ts'
import { bridge } from './net/tools/bridge.ts'
import { ifconfig } from './net/tools/ifconfig.ts'
import { netstat } from './net/tools/netstat.ts'
import { nstat } from './net/tools/nstat.ts'
import { route } from './net/tools/route.ts'
import { sysctl } from './net/tools/sysctl.ts'
import { mkfifo, mknod, truncate, unlink } from './node.ts'
import { less, more } from './pager.ts'
import { printf } from './printf.ts'
import { ps } from './ps.ts'
import { pwd } from './pwd.ts'
import { python } from './python/program.ts'
import { readlink, realpath } from './readlink.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { sed } from './sed.ts'
import { seq } from './seq.ts'
import { sleep } from './sleep.ts'
import { sort } from './sort.ts'
import { stat } from './stat.ts'
import { stty } from './stty/stty.ts'
import { tail } from './tail.ts'
import { tar } from './tar.ts'
import { tee } from './tee.ts'
import { clear, tty } from './terminal.ts'
import { bracket, test } from './test.ts'
import { timeout } from './timeout.ts'
import { touch } from './touch.ts'
import { tr } from './tr.ts'
import { tree } from './tree.ts'
import { falseProgram, trueProgram } from './true.ts'
import { hostname, nproc, uname } from './uname.ts'
import { uniq } from './uniq.ts'
import { wc } from './wc.ts'
import { which } from './which.ts'
import { xargs } from './xargs.ts'
import { yes } from './yes.ts'

/** Every program a world may hold, GNU's and busybox. */
export const programs: readonly Program[] = [
  base64,
  basename,
  blkid,
  bracket,
  cat,
  chgrp,
  chmod,
  chown,
  chroot,
  clear,
  cmp,
  comm,
  cp,
  curl,
  cut,
  date,
  dd,
  df,
  diff,
  dirname,
  du,
  e2fsck,
  echo,
  egrep,
  env,
  expr,
  fdisk,
  falseProgram,
  fgrep,
  file,
  find,
  findmnt,
  fold,
  free,
  fsck,
  getfattr,
  grep,
  groupsProgram,
  gunzip,
  gzip,
  head,
  hexdump,
  hostname,
  id,
  journalctl,
  jq,
  kill,
  killall,
  kmod,
  cpio,
  dmesg,
  grubMkconfig,
  grubInstall,
  mokutil,
  sbverify,
  sfdisk,
  efibootmgr,
  logsave,
  lsinitramfs,
  mkinitramfs,
  unmkinitramfs,
  updateInitramfs,
  zstd,
  less,
  ln,
  ls,
  lsblk,
  lsns,
  mawk,
  md5sum,
  mkdir,
  mkfifo,
  mknod,
  mktemp,
  more,
  mount,
  mountpoint,
  ip,
  ss,
  bridge,
  nstat,
  ping,
  traceroute,
  conntrack,
  dig,
  host,
  nslookup,
  ifconfig,
  route,
  arp,
  netstat,
  brctl,
  lsof,
  fuser,
  getent,
  sysctl,
  mv,
  nl,
  nc,
  ncTraditional,
  ncat,
  socat,
  tcpdump,
  telnet,
  wget,
  nproc,
  nsenter,
  od,
  paste,
  pgrep,
  pidof,
  pivotRoot,
  pkill,
  printenv,
  printf,
  ps,
  pwd,
  python,
  readlink,
  realpath,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  setsid,
  sha512sum,
  sleep,
  sort,
  stat,
  stty,
  swapoff,
  swapon,
  ...FORMATTERS,
  sync,
  tac,
  tail,
  tar,
  tee,
  test,
  timeout,
  touch,
  tr,
  tree,
  trueProgram,
  truncate,
  tty,
  umount,
  uname,
  uniq,
  unlink,
  unshare,
  uptime,
  wc,
  which,
  whoami,
  xargs,
  xtables,
  xxd,
  yes,
  zcat,
  busybox,
]
