import { significant } from './template/numbers.ts'

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']

function scaled(bytes: number, base: number, units: readonly string[], digits: number): string {
  let size = bytes
  let unit = 0
  while (size >= base && unit < units.length - 1) {
    size /= base
    unit++
  }
  return significant(size, digits) + units[unit]
}

/** `1.98MB`: powers of 1000 with so many significant digits (go-units, HumanSizeWithPrecision). */
export const humanSize = (bytes: number, digits = 4): string => scaled(bytes, 1000, DECIMAL, digits)

/** `1.5GiB`: powers of 1024 (go-units, BytesSize). */
export const bytesSize = (bytes: number): string => scaled(bytes, 1024, BINARY, 4)
