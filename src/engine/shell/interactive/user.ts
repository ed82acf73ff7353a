import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Shell } from '../state.ts'

/** Name of the user in /etc/passwd; `I have no name!` where there is none, as bash says. */
export function userName(sh: Shell): string {
  const uid = String(sh.process.credentials.uid)
  try {
    const lines = decode(bytesOf(sh.process.readFile('/etc/passwd'))).split('\n')
    const found = lines.map((line) => line.split(':')).find((fields) => fields[2] === uid)
    if (found?.[0]) return found[0]
  } catch (error) {
    if (!isErrno(error)) throw error
  }
  return sh.dialect === 'bash' ? 'I have no name!' : '?'
}
