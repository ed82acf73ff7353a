import { escapeLiteral, translate } from './regex.ts'

/** A shell pattern (glob(7)) as an expression over a whole name. */
export function globRegex(glob: string, flags = ''): RegExp {
  let text = ''
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!
    const set = char === '[' && /^\[[!^]?\]?[^\]]*\]/.exec(glob.slice(i))
    if (set) {
      text += translate(set[0].replace(/^\[!/, '[^'), 'basic')
      i += set[0].length - 1
    } else if (char === '*') text += '[^]*'
    else if (char === '?') text += '[^]'
    else if (char === '\\' && i + 1 < glob.length) text += escapeLiteral(glob[++i]!)
    else text += escapeLiteral(char)
  }
  return new RegExp(`^(?:${text})$`, `u${flags}`)
}
