import { GrubError } from '../errors.ts'
import type { Command, Grub } from '../shell.ts'

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ge': (a, b) => a >= b,
  '-gt': (a, b) => a > b,
  '-le': (a, b) => a <= b,
  '-lt': (a, b) => a < b,
  '-ne': (a, b) => a !== b,
}
const TEXTS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
}

/** `test`, `[`: 0 where it is true (GRUB manual, "test"). */
export const test: Command = (grub, args) => (or(grub, [...args]) ? 0 : 1)

function or(grub: Grub, args: string[]): boolean {
  const at = args.indexOf('-o')
  return at < 0 ? and(grub, args) : and(grub, args.slice(0, at)) || or(grub, args.slice(at + 1))
}
function and(grub: Grub, args: string[]): boolean {
  const at = args.indexOf('-a')
  return at < 0 ? primary(grub, args) : primary(grub, args.slice(0, at)) && and(grub, args.slice(at + 1))
}
function primary(grub: Grub, args: string[]): boolean {
  const [first, second, third] = args
  if (first === '!') return !primary(grub, args.slice(1))
  if (args.length === 3) {
    const text = TEXTS[second!]
    if (text) return text(first!, third!)
    const number = NUMBERS[second!]
    if (number) return number(Number(first), Number(third))
  }
  if (args.length === 2) {
    if (first === '-n') return second !== ''
    if (first === '-z') return second === ''
    if (first === '-e' || first === '-f' || first === '-d' || first === '-s')
      return isThere(grub, first, second!)
  }
  return first !== undefined && first !== ''
}

function isThere(grub: Grub, how: string, path: string): boolean {
  try {
    const found = grub.open(path)
    if (how === '-d') return found.kind === 'directory'
    if (how === '-f') return found.kind === 'file'
    return how === '-e' || (found.kind === 'file' && found.body.size > 0)
  } catch (error) {
    if (error instanceof GrubError) return false
    throw error
  }
}
