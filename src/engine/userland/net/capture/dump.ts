const PER_LINE = 16

const printable = (byte: number): string => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : '.')

/** `	0x0000:  4500 003c …  E..<` (tcpdump, hex_and_ascii_print_with_offset). */
export function hexLines(bytes: Uint8Array, ascii: boolean): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const part = bytes.subarray(at, at + PER_LINE)
    let hex = ''
    for (let i = 0; i < part.length; i++)
      hex += `${i % 2 === 0 ? ' ' : ''}${part[i]!.toString(16).padStart(2, '0')}`
    const shown = ascii ? `${hex.padEnd(40)}  ${[...part].map(printable).join('')}` : hex
    text += `\t0x${at.toString(16).padStart(4, '0')}: ${shown}\n`
  }
  return text
}

/** `-A`: what can be printed as it is, line ends among it (ascii_print). */
export function asciiText(bytes: Uint8Array): string {
  let text = ''
  for (const [i, byte] of bytes.entries()) {
    if (byte === 13) {
      // A carriage return before a line feed is not shown.
      if (bytes[i + 1] !== 10) text += '.'
    } else if (byte === 9 || byte === 10 || byte === 32) text += String.fromCharCode(byte)
    else text += printable(byte)
  }
  return `${text}\n`
}
