import { expect, it } from 'vitest'
import { keysOf } from '../../src/lessons/key-names.ts'

const bytes = (notation: string): string[] => keysOf(notation).map((key) => key.bytes)
const caps = (notation: string): string[] => keysOf(notation).map((key) => key.caps.join('+'))

it('reads keys and what a terminal sends for them', () => {
  expect(bytes('ls<C-a><M-b><M-BS><C-_><C-Left><Up>é<CR>')).toEqual([
    'l',
    's',
    '\x01',
    '\x1bb',
    '\x1b\x7f',
    '\x1f',
    '\x1b[1;5D',
    '\x1b[A',
    'é',
    '\r',
  ])
  expect(bytes('<Down*2>x<BS*1>')).toEqual(['\x1b[B', '\x1b[B', 'x', '\x7f'])
  expect(bytes('<lt><M-lt><M-.><M-#><C-\\>')).toEqual(['<', '\x1b<', '\x1b.', '\x1b#', '\x1c'])
})

it('writes on caps what keyboards do', () => {
  expect(caps('a<C-a><M-b><M-BS><C-Left><Esc>')).toEqual([
    'a',
    'Ctrl+A',
    'Alt+B',
    'Alt+Backspace',
    'Ctrl+←',
    'Esc',
  ])
})

it.each(['<Hyper>', '<C-1>', '<C-é>'])('refuses %s', (notation) => {
  expect(() => keysOf(notation)).toThrow('no such key')
})
