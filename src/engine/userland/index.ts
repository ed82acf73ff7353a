import type { Program } from '../kernel/process.ts'
import { busybox } from './busybox/busybox.ts'
import { cat } from './cat.ts'
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from './checksum.ts'
import { chmod } from './chmod.ts'
import { chown, chgrp } from './chown.ts'
import { cp } from './cp.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { echo } from './echo.ts'
import { env, printenv } from './env.ts'
import { find } from './find.ts'
import { grep, egrep, fgrep } from './grep.ts'
import { head } from './head.ts'
import { id, whoami, groupsProgram } from './id.ts'
import { kill, pidof, killall, pkill, pgrep } from './kill.ts'
import { ln } from './ln.ts'
import { ls } from './ls.ts'
import { mkdir } from './mkdir.ts'
import { mv } from './mv.ts'
import { basename, dirname } from './names.ts'
import { printf } from './printf.ts'
import { ps } from './ps.ts'
import { pwd } from './pwd.ts'
import { readlink, realpath } from './readlink.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { seq } from './seq.ts'
import { sleep } from './sleep.ts'
import { sort } from './sort.ts'
import { stat } from './stat.ts'
import { tail } from './tail.ts'
import { tar } from './tar.ts'
import { tee } from './tee.ts'
import { touch } from './touch.ts'
import { tr } from './tr.ts'
import { tree } from './tree.ts'
import { trueProgram, falseProgram } from './true.ts'
import { uname, hostname, nproc } from './uname.ts'
import { uniq } from './uniq.ts'
import { wc } from './wc.ts'
import { xargs } from './xargs.ts'
import { yes } from './yes.ts'

/** Every program a world may hold, GNU's and busybox. */
export const programs: readonly Program[] = [
  basename,
  cat,
  chgrp,
  chmod,
  chown,
  cp,
  cut,
  date,
  dirname,
  echo,
  egrep,
  env,
  falseProgram,
  fgrep,
  find,
  grep,
  groupsProgram,
  head,
  hostname,
  id,
  kill,
  killall,
  ln,
  ls,
  md5sum,
  mkdir,
  mv,
  nproc,
  pgrep,
  pidof,
  pkill,
  printenv,
  printf,
  ps,
  pwd,
  readlink,
  realpath,
  rm,
  rmdir,
  seq,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  sha512sum,
  sleep,
  sort,
  stat,
  tail,
  tar,
  tee,
  touch,
  tr,
  tree,
  trueProgram,
  uname,
  uniq,
  wc,
  whoami,
  xargs,
  yes,
  busybox,
]
