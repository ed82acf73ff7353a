import { readLine } from '../keys.ts'
import { namesAt } from './commands/typed.ts'
import { devicesOf, splitPath } from './devices.ts'
import { GrubError } from './errors.ts'
import type { Grub } from './shell.ts'

/** `grub rescue> `: the four commands of the core image (GRUB manual, "rescue mode"). Ends when `normal` has been started. */
export async function rescue(grub: Grub, normal: () => Promise<void>): Promise<void> {
  const { out, pc } = grub
  pc.terminal.place = 'grub-prompt'
  for (;;) {
    const line = (await readLine(pc.terminal, 'grub rescue> ')) ?? ''
    const [name = '', ...args] = line.trim().split(/\s+/)
    try {
      if (name === '') continue
      if (name === 'normal' && grub.modules.has('normal')) return await normal()
      run(grub, name, args)
    } catch (error) {
      if (!(error instanceof GrubError)) throw error
      out.print(`${error.message.startsWith('Unknown command') ? '' : 'error: '}${error.message}.\n`)
    }
  }
}

function run(grub: Grub, name: string, [argument]: readonly string[]): void {
  const { out, env } = grub
  switch (name) {
    case 'ls':
      list(grub, argument)
      return
    case 'set': {
      if (argument === undefined) {
        for (const [key, value] of [...env].sort(([a], [b]) => (a < b ? -1 : 1)))
          out.print(`${key}=${value}\n`)
        return
      }
      const at = argument.indexOf('=')
      if (at < 0) throw new GrubError('invalid variable name')
      grub.assign(argument.slice(0, at), argument.slice(at + 1))
      return
    }
    case 'unset':
      env.delete(argument ?? '')
      return
    case 'insmod':
      if (argument === undefined) throw new GrubError('one argument expected')
      grub.insmod(argument)
      return
    default:
      throw new GrubError(`Unknown command \`${name}'`)
  }
}

function list(grub: Grub, target: string | undefined): void {
  const names =
    target === undefined
      ? devicesOf(grub.pc.disk).map(({ name }) => `(${name})`)
      : namesAt(grub, splitPath(target).path === '' ? `${target}/` : target, true)
  grub.out.print(`${names.map((name) => `${name} `).join('')}\n`)
}
