import type { Program } from '../kernel/process.ts'
import { cat } from './cat.ts'
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from './checksum.ts'
import { echo } from './echo.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { head } from './head.ts'
import { ls } from './ls.ts'
import { mkdir } from './mkdir.ts'
import { pwd } from './pwd.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { stat } from './stat.ts'
import { tar } from './tar.ts'
import { touch } from './touch.ts'
import { tree } from './tree.ts'
import { wc } from './wc.ts'

/** Every program a world may hold, GNU's and busybox. */
export const programs: readonly Program[] = [
  cat,
  echo,
  egrep,
  fgrep,
  grep,
  head,
  ls,
  md5sum,
  mkdir,
  pwd,
  rm,
  rmdir,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  sha512sum,
  stat,
  tar,
  touch,
  tree,
  wc,
]
