import { catMain } from '../cat.ts'
import { checksumMain } from '../checksum.ts'
import { echoMain } from '../echo.ts'
import { grepMain, grepWith } from '../grep.ts'
import { headMain } from '../head.ts'
import { mkdirMain } from '../mkdir.ts'
import type { Main } from '../program.ts'
import { pwdMain } from '../pwd.ts'
import { rmMain } from '../rm.ts'
import { rmdirMain } from '../rmdir.ts'
import { statMain } from '../stat.ts'
import { tarMain } from '../tar.ts'
import { touchMain } from '../touch.ts'
import { wcMain } from '../wc.ts'
import { lsMain } from './ls.ts'

/** The applets that are simulated. */
export const applets: Readonly<Record<string, Main>> = {
  cat: catMain,
  echo: echoMain,
  egrep: grepWith('E'),
  fgrep: grepWith('F'),
  grep: grepMain,
  head: headMain,
  ls: lsMain,
  md5sum: checksumMain('md5'),
  mkdir: mkdirMain,
  pwd: pwdMain,
  rm: rmMain,
  rmdir: rmdirMain,
  sha1sum: checksumMain('sha1'),
  sha256sum: checksumMain('sha256'),
  sha512sum: checksumMain('sha512'),
  stat: statMain,
  tar: tarMain,
  touch: touchMain,
  wc: wcMain,
}
