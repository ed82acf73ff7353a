import type { Process } from '../../kernel/process.ts'

const PATH = '/sbin:/usr/sbin:/bin:/usr/bin'

/** Where a program is, by the PATH; its name where it is nowhere. */
export function pathOfProgram(p: Process, name: string): string {
  if (name.includes('/')) return name
  const places = (p.env.get('PATH') ?? PATH).split(':').map((directory) => `${directory}/${name}`)
  return places.find((place) => p.access(place, { execute: true })) ?? name
}
