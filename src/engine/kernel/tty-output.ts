import type { Termios } from './termios.ts'

const BACKSPACE = 8
const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const DELETE = 127

/** Bytes on their way to the screen, and the column after them, as far as the line discipline knows. */
interface Written {
  readonly bytes: Uint8Array
  readonly column: number
}

/** What a program writes as the terminal passes it on (n_tty.c, do_output_char). Escape sequences are text to it. */
export function processed(bytes: Uint8Array, modes: Termios, column: number): Written {
  if (!modes.opost) return { bytes: bytes.slice(), column }
  const out = new Uint8Array(roomFor(bytes, modes))
  let at = 0
  // Counted: a program writes much before this loop is compiled well.
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    switch (byte) {
      case LINE_FEED:
        if (modes.onlret || modes.onlcr) column = 0
        if (modes.onlcr) out[at++] = CARRIAGE_RETURN
        out[at++] = LINE_FEED
        break
      case CARRIAGE_RETURN:
        if (modes.onocr && column === 0) break
        if (!modes.ocrnl || modes.onlret) column = 0
        out[at++] = modes.ocrnl ? LINE_FEED : CARRIAGE_RETURN
        break
      case TAB: {
        const spaces = 8 - (column % 8)
        column += spaces
        if (modes.tab === 3) {
          out.fill(SPACE, at, at + spaces)
          at += spaces
        } else out[at++] = TAB
        break
      }
      case BACKSPACE:
        column = Math.max(0, column - 1)
        out[at++] = BACKSPACE
        break
      default:
        out[at++] = modes.olcuc && isLower(byte) ? byte - SPACE : byte
        if (byte >= SPACE && byte !== DELETE && !(modes.iutf8 && (byte & 0xc0) === 0x80)) column++
    }
  }
  return { bytes: out.subarray(0, at), column }
}

/** So many bytes at most become of these. */
function roomFor(bytes: Uint8Array, modes: Termios): number {
  let room = bytes.length
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === LINE_FEED && modes.onlcr) room++
    else if (byte === TAB && modes.tab === 3) room += 7
  }
  return room
}

const isLower = (byte: number): boolean => byte >= 97 && byte <= 122
