import { describe, expect, it } from 'vitest'
import { directoryOf, languageOf, plainName, rowsOf } from '../../components/files/model.ts'

const file = (name: string) => ({ name, kind: 'file' as const, size: 1 })
const directory = (name: string) => ({ name, kind: 'directory' as const, size: 0 })
const listing = (...entries: (ReturnType<typeof file> | ReturnType<typeof directory>)[]) => ({
  entries,
  more: 0,
})

describe('the rows of a tree', () => {
  const listings = new Map([
    ['/', listing(directory('etc'), directory('root'), file('x'))],
    ['/root', listing(directory('app'), file('a'))],
    ['/root/app', listing(file('b'))],
  ])
  const shown = (...open: string[]) =>
    rowsOf(listings, new Set(open)).map(
      ({ path, level, open: isOpen }) => `${level}${isOpen ? 'v' : ' '}${path}`,
    )

  it('are those of open directories', () => {
    expect(shown()).toEqual(['1 /etc', '1 /root', '1 /x'])
    expect(shown('/root')).toEqual(['1 /etc', '1v/root', '2 /root/app', '2 /root/a', '1 /x'])
    expect(shown('/root', '/root/app')).toContain('3 /root/app/b')
  })

  it('overlook what is open below what is not, and what is not listed yet', () => {
    expect(shown('/root/app', '/etc')).toEqual(['1 /etc', '1 /root', '1 /x'])
  })
})

it('the directory of a path', () => {
  expect(['/a', '/a/b', '/a/b/c'].map(directoryOf)).toEqual(['/', '/a', '/a/b'])
})

it('hostile names are shown as text', () => {
  expect(plainName('<img src=x>')).toBe('<img src=x>')
  expect(plainName('a\nb\x1b[31m')).toBe('a\\u000ab\\u001b[31m')
  expect(plainName('exe\u202egnp.txt')).toBe('exe\\u202egnp.txt')
  expect(plainName('中文 é')).toBe('中文 é')
})

it.each([
  ['/root/Dockerfile', '', 'dockerfile'],
  ['/root/Dockerfile.prod', '', 'dockerfile'],
  ['/root/x', '#!/bin/sh\necho', 'shell'],
  ['/root/x', '#!/usr/bin/env bash\n', 'shell'],
  ['/root/.bashrc', '', 'shell'],
  ['/etc/nginx/conf.d/default.conf', '', 'nginx'],
  ['/etc/my.conf', '', 'properties'],
  ['/root/manifest', '{"a": 1}', 'json'],
  ['/root/notes', '[not json', 'none'],
  ['/root/compose.yml', '', 'yaml'],
  ['/root/README', 'hello', 'none'],
])('%s is written in what it is', (path, text, language) => {
  expect(languageOf(path, text)).toBe(language)
})
