import type { Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import { ERRNO_MODULE } from './errno.ts'
import { HASHLIB } from './hashlib.ts'
import { HTTP_SERVER } from './http-server.ts'
import { JSON_MODULE } from './json.ts'
import { MATH } from './math.ts'
import { OS, OS_PATH } from './os.ts'
import { RANDOM } from './random.ts'
import { SELECT } from './select.ts'
import { SIGNAL } from './signal.ts'
import { SOCKET } from './socket.ts'
import { SOCKETSERVER } from './socketserver.ts'
import { STRUCT } from './struct.ts'
import { SUBPROCESS } from './subprocess.ts'
import { SUBPROCESS_NATIVE } from './subprocess-native.ts'
import { SYS } from './sys.ts'
import { THREADING } from './threading.ts'
import { TIME } from './time.ts'

/** A module of the library: of TypeScript, or Python that is read when it is imported. */
export type ModuleSource =
  | { readonly kind: 'native'; names(vm: Vm): Iterable<readonly [string, Value]> }
  | { readonly kind: 'source'; readonly file: string; readonly text: string }

/** The library, by dotted names. */
export const MODULES: ReadonlyMap<string, ModuleSource> = new Map<string, ModuleSource>([
  ['errno', ERRNO_MODULE],
  ['hashlib', HASHLIB],
  ['http', { kind: 'native', names: () => [] }],
  ['http.server', HTTP_SERVER],
  ['json', JSON_MODULE],
  ['math', MATH],
  ['os', OS],
  ['os.path', OS_PATH],
  ['random', RANDOM],
  ['select', SELECT],
  ['signal', SIGNAL],
  ['socket', SOCKET],
  ['socketserver', SOCKETSERVER],
  ['struct', STRUCT],
  ['subprocess', SUBPROCESS],
  ['_subprocess', SUBPROCESS_NATIVE],
  ['sys', SYS],
  ['threading', THREADING],
  ['time', TIME],
])

/** Modules of the real library that are not simulated: to import one says so. */
export const OTHERS: ReadonlySet<string> = new Set(
  'abc argparse array ast asyncio base64 binascii bisect calendar cgi cmd codecs collections concurrent configparser contextlib copy csv ctypes curses dataclasses datetime dbm decimal difflib dis email enum fcntl fileinput fnmatch fractions ftplib functools gc getopt getpass glob gzip heapq hmac html imaplib inspect io ipaddress itertools keyword linecache locale logging lzma mimetypes mmap multiprocessing numbers operator pathlib pdb pickle pkgutil platform poplib pprint profile pwd queue re readline resource sched secrets selectors shelve shlex shutil site smtplib sqlite3 ssl stat statistics string symtable sysconfig syslog tarfile telnetlib tempfile termios textwrap timeit tkinter token traceback tty turtle types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser xml xmlrpc zipfile zlib'.split(
    ' ',
  ),
)
