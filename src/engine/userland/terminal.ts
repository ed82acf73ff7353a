import { isErrno } from '../base/errors.ts'
import type { Termios } from '../kernel/termios.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const TTY = optionTable('[OPTION]...', '-s/--silent --quiet', { exit: 2 })
const STTY = optionTable('[-F DEVICE | --file=DEVICE] [SETTING]...', '-a/--all -g/--save !-F/--file:')

/** Clears screen and scrollback as terminfo's `clear` and E3 do. */
export const clearMain: Main = async (io) => {
  if (!io.busybox && !io.p.env.get('TERM')) throw new Failure('', 1, 'TERM environment variable not set.')
  await io.out.write(io.busybox ? '\x1b[H\x1b[J' : '\x1b[H\x1b[2J\x1b[3J')
  return 0
}

export const ttyMain: Main = async (io) => {
  const options = parseOptions(io, TTY)
  const silent = options.has('s', 'quiet')
  if (!io.p.isatty(0)) {
    if (!silent) await io.out.write('not a tty\n')
    return 1
  }
  if (!silent) await io.out.write(`${io.p.ttyname(0)}\n`)
  return 0
}

const SETTINGS: Record<string, Partial<Termios>> = {
  echo: { echo: true },
  '-echo': { echo: false },
  icanon: { icanon: true },
  '-icanon': { icanon: false },
  isig: { isig: true },
  '-isig': { isig: false },
  ixon: { ixon: true },
  '-ixon': { ixon: false },
  icrnl: { icrnl: true },
  '-icrnl': { icrnl: false },
  onlcr: { onlcr: true },
  '-onlcr': { onlcr: false },
  sane: {
    icanon: true,
    echo: true,
    isig: true,
    ixon: true,
    icrnl: true,
    onlcr: true,
    echoe: true,
    echoctl: true,
  },
  raw: { icanon: false, isig: false, ixon: false, icrnl: false, onlcr: false },
  cooked: { icanon: true, isig: true, ixon: true, icrnl: true, onlcr: true },
}

export const sttyMain: Main = async (io) => {
  const options = parseOptions(
    io,
    STTY,
    io.args.map((arg) => (SETTINGS[arg] && arg.startsWith('-') ? `\0${arg}` : arg)),
  )
  try {
    const { columns, rows } = io.p.windowSize(0)
    const t = io.p.termios(0)
    const on = (flag: boolean, name: string): string => (flag ? name : `-${name}`)
    const [first] = options.operands
    if (first === 'size') await io.out.write(`${rows} ${columns}\n`)
    else if (first !== undefined) {
      for (const operand of options.operands) {
        const change = SETTINGS[operand.replace('\0', '')]
        if (!change)
          throw new Failure(
            `invalid argument ${quoteAlways(operand.replace('\0', ''))}`,
            1,
            `Try '${io.name} --help' for more information.`,
          )
        io.p.setTermios(0, change)
      }
    } else if (options.has('a'))
      await io.out.write(
        `speed 38400 baud; rows ${rows}; columns ${columns}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;\neol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;\nwerase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;\n-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts\n-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr ${on(t.icrnl, 'icrnl')} ${on(t.ixon, 'ixon')} -ixoff\n-iuclc -ixany -imaxbel -iutf8\n${on(t.onlcr, 'opost')} -olcuc -ocrnl ${on(t.onlcr, 'onlcr')} -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0\n${on(t.isig, 'isig')} ${on(t.icanon, 'icanon')} iexten ${on(t.echo, 'echo')} ${on(t.echoe, 'echoe')} echok -echonl -noflsh -xcase -tostop -echoprt\n${on(t.echoctl, 'echoctl')} echoke -flusho -extproc\n`,
      )
    else {
      const odd = [
        t.icanon ? '' : '-icanon',
        t.echo ? '' : '-echo',
        t.isig ? '' : '-isig',
        t.ixon ? '' : '-ixon',
      ].filter(Boolean)
      await io.out.write(`speed 38400 baud; line = 0;\n${odd.length > 0 ? `${odd.join(' ')}\n` : ''}`)
    }
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${io.busybox ? 'standard input' : "'standard input'"}: ${error.message}`)
  }
  return 0
}

export const clear = program('clear', clearMain)
export const tty = program('tty', ttyMain)
export const stty = program('stty', sttyMain)
