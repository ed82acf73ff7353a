import type { NewRule } from '../../../kernel/net/route-info.ts'
import { asked, type IpCall, invalid, Plain } from './call.ts'
import { parsePrefix, prefixText, readPrefix } from './prefix.ts'
import { readTable, tableName } from './route-show.ts'
import { Row, shown } from './row.ts'

/** The table of those that name none. */
const MAIN = 254

function textOf(text: string | undefined): string {
  const prefix = text === undefined ? undefined : parsePrefix(text)
  return prefix ? prefixText(prefix) : 'all'
}

/** An end of a rule; in JSON its length is apart. */
function side(row: Row, key: 'src' | 'dst', word: string, text: string | undefined): void {
  const [address, length] = textOf(text).split('/')
  row.say(`${word} ${textOf(text)} `).note(key, address!)
  if (length !== undefined) row.note(`${key}len`, Number(length))
}

/** `ip rule show`. */
export async function showRules(call: IpCall): Promise<number> {
  const { io, options } = call
  const family = options.family === 'inet6' ? 'inet6' : 'inet'
  const rows = io.p.net
    .rules()
    .filter((rule) => rule.family === family)
    .map((rule) => {
      const row = new Row(options)
      row.put('priority', rule.priority, `${rule.priority}:\t`)
      side(row, 'src', 'from', rule.from)
      if (rule.to !== undefined) side(row, 'dst', 'to', rule.to)
      if (rule.mark !== undefined)
        row.put('fwmark', `0x${rule.mark.toString(16)}`, `fwmark 0x${rule.mark.toString(16)} `)
      if (rule.iif !== undefined) row.put('iif', rule.iif, `iif ${rule.iif} `)
      if (rule.oif !== undefined) row.put('oif', rule.oif, `oif ${rule.oif} `)
      row.put('table', tableName(rule.table), `lookup ${tableName(rule.table)}`)
      if (options.details) row.put('protocol', 'kernel', ' proto kernel')
      return row.say('\n')
    })
  await io.out.write(shown(rows, options))
  return 0
}

/** Reads what a rule is: whom it is for, and which table it leads to. */
function readRule(call: IpCall): Partial<NewRule> & Pick<NewRule, 'family'> {
  let rule: Partial<NewRule> = {}
  let six = call.options.family === 'inet6'
  const prefix = (text: string): string | undefined => {
    if (text === 'all' || text === 'any' || text === 'default') return undefined
    const { address, length } = readPrefix(text, six)
    six ||= address.includes(':')
    return `${address}/${length}`
  }
  while (call.more) {
    const word = call.next()!
    if (word === 'from' || word === 'to') {
      const value = prefix(call.value())
      if (value !== undefined) rule = { ...rule, [word]: value }
    } else if (['priority', 'preference', 'pref', 'order'].includes(word))
      rule = { ...rule, priority: number(call.value(), 'preference value is invalid') }
    else if (word === 'fwmark') rule = { ...rule, mark: number(call.value(), 'fwmark value is invalid') }
    else if (word === 'iif' || word === 'dev') rule = { ...rule, iif: call.value() }
    else if (word === 'oif') rule = { ...rule, oif: call.value() }
    else if (word === 'table' || word === 'lookup') rule = { ...rule, table: Number(readTable(call.value())) }
    else throw new Plain(`ip rule: ${word}: not part of this simulation`, 1)
  }
  return { ...rule, family: six ? 'inet6' : 'inet' }
}

function number(text: string, why: string): number {
  const value = Number(text)
  if (text === '' || !Number.isInteger(value)) throw invalid(why, text)
  return value
}

/** `ip rule add`. */
export async function addRule(call: IpCall): Promise<number> {
  const rule = readRule(call)
  asked(() => call.io.p.net.addRule({ table: MAIN, ...rule }))
  return 0
}

/** `ip rule delete`. */
export async function deleteRule(call: IpCall): Promise<number> {
  const rule = readRule(call)
  asked(() => call.io.p.net.removeRule(rule))
  return 0
}

/** `ip rule flush`: all but the first. */
export async function flushRules(call: IpCall): Promise<number> {
  const { net } = call.io.p
  const family = call.options.family === 'inet6' ? 'inet6' : 'inet'
  for (const { priority } of net.rules().filter((rule) => rule.family === family && rule.priority > 0))
    asked(() => net.removeRule({ family, priority }))
  return 0
}
