import { type Expression, type FormatPart, SourceError } from './syntax.ts'
import { type Token, unescaped } from './tokens.ts'

/** Takes an f-string apart (Language Reference, 2.4.3). `parse` reads the expressions in braces. */
export function parseFormat(token: Token, parse: (source: string) => Expression): FormatPart[] {
  const wrong = (message: string): SourceError =>
    new SourceError('SyntaxError', `f-string: ${message}`, token)
  const body = token.value as string
  let at = 0

  const parts = (inSpec: boolean): FormatPart[] => {
    const found: FormatPart[] = []
    let text = ''
    const flush = (): void => {
      if (text) found.push({ kind: 'text', text: token.raw ? text : unescaped(text, false) })
      text = ''
    }
    while (at < body.length) {
      const char = body[at]!
      if (char === '{' && body[at + 1] === '{' && !inSpec) {
        text += '{'
        at += 2
      } else if (char === '}' && inSpec) break
      else if (char === '}') {
        if (body[at + 1] !== '}') throw wrong("single '}' is not allowed")
        text += '}'
        at += 2
      } else if (char === '{') {
        flush()
        at++
        found.push(value())
      } else {
        text += char
        at++
      }
    }
    flush()
    return found
  }

  const value = (): FormatPart => {
    const from = at
    let depth = 0
    let quote = ''
    for (; at < body.length; at++) {
      const char = body[at]!
      if (quote) {
        if (char === quote) quote = ''
      } else if (char === '"' || char === "'") quote = char
      else if ('([{'.includes(char)) depth++
      else if (depth > 0 && ')]}'.includes(char)) depth--
      else if (depth === 0 && (char === '}' || char === ':')) break
      else if (depth === 0 && char === '!' && body[at + 1] !== '=') break
    }
    let source = body.slice(from, at)
    if (at >= body.length) throw wrong("expecting '}'")
    if (source.trim() === '') throw wrong('empty expression not allowed')
    let shown = ''
    const debug = /(?<![=!<>])=\s*$/.exec(source)
    if (debug) {
      shown = source
      source = source.slice(0, debug.index)
    }
    let conversion = ''
    if (body[at] === '!') {
      conversion = body[at + 1] ?? ''
      at += 2
      if (!'rsa'.includes(conversion) || conversion === '')
        throw wrong(`invalid conversion character '${conversion}': expected 's', 'r', or 'a'`)
    }
    let spec: FormatPart[] = []
    if (body[at] === ':') {
      at++
      spec = parts(true)
    }
    if (body[at] !== '}') throw wrong("expecting '}'")
    at++
    return {
      kind: 'value',
      value: parse(source),
      shown,
      conversion: conversion || (shown && spec.length === 0 ? 'r' : ''),
      spec,
    }
  }

  return parts(false)
}
