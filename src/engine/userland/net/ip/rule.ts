import { type IpCall, Plain } from './call.ts'
import { parsePrefix, prefixText } from './prefix.ts'
import { tableName } from './route-show.ts'
import { Row, shown } from './row.ts'

function textOf(text: string | undefined): string {
  const prefix = text === undefined ? undefined : parsePrefix(text)
  return prefix ? prefixText(prefix) : 'all'
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
      row.put('src', textOf(rule.from), `from ${textOf(rule.from)} `)
      if (rule.to !== undefined) row.put('dst', textOf(rule.to), `to ${textOf(rule.to)} `)
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

/** Rules are as the kernel makes them. */
export async function changeRules(): Promise<number> {
  throw new Plain('ip rule: changes are not part of this simulation', 1)
}
