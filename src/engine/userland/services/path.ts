import type { Process } from '../../kernel/process.ts'

/** The first executable of a name on the PATH; a name with a slash is a path already. */
export function findInPath(process: Process, name: string): string | undefined {
  if (name.includes('/')) return name
  return (process.env.get('PATH') ?? '')
    .split(':')
    .map((directory) => `${directory}/${name}`)
    .find((path) => process.access(path, { execute: true }))
}
