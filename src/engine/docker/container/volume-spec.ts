import { absolute } from '../cli/attachments.ts'
import { ClientError } from '../cli/errors.ts'

/** What the client makes of one `-v`: a bind that the daemon is to read, or a volume without a name. */
export type VolumeArgument =
  | { readonly kind: 'bind'; readonly spec: string }
  | { readonly kind: 'anonymous'; readonly spec: string }

/** The parts between colons. A single letter before a colon is a drive of Windows, on Linux too: `a:/x` is one path. */
function sectionsOf(spec: string): string[] {
  const sections: string[] = []
  let section = ''
  for (const char of spec)
    if (char === ':' && !/^\p{L}$/u.test(section)) {
      sections.push(section)
      section = ''
    } else section += char
  return [...sections, section]
}

/** Reads `[SOURCE:]TARGET[:OPTIONS]` (docker/cli, compose/loader/volume.go, ParseVolume); a relative source becomes absolute. */
export function volumeArgument(spec: string, cwd: string): VolumeArgument {
  if (spec === '') throw new ClientError('invalid empty volume spec')
  if (spec.length <= 2) return { kind: 'anonymous', spec }
  const sections = sectionsOf(spec)
  const invalid = (why: string): never => {
    throw new ClientError(`invalid spec: ${spec}: ${why}`)
  }
  sections.forEach((section, index) => {
    if (section === '') invalid('empty section between colons')
    if (index === 2 && sections.length > 3) invalid('too many colons')
  })
  if (sections.length === 1) return { kind: 'anonymous', spec }
  const [source, ...rest] = sections as [string, ...string[]]
  return {
    kind: 'bind',
    spec: source.startsWith('.') ? [absolute(source, cwd), ...rest].join(':') : spec,
  }
}
