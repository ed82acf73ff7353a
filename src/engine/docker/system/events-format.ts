import { byCodeUnit } from '../../base/text.ts'
import { rfc3339Nano } from '../../base/time.ts'
import type { EventMessage } from '../../daemon/api.ts'
import { ClientError } from '../cli/errors.ts'
import { TemplateExecError } from '../format/template/failure.ts'
import { TemplateSyntaxError } from '../format/template/parser.ts'
import { compileTemplate } from '../format/template/template.ts'
import { GoMap, NamedString, Struct, type Value } from '../format/template/value.ts'

const TEMPLATE_EXIT = 64

/** RFC 3339 with all nine digits of the fraction. */
const fixedNano = (at: bigint): string =>
  rfc3339Nano(at).replace(/(?:\.(\d+))?Z$/, (_, digits = '') => `.${digits.padEnd(9, '0')}Z`)

/** One line: time, type, action, who, and what is known of it (docker/cli, command/system/events.go). */
export function printEvent({ Type, Action, Actor, timeNano }: EventMessage): string {
  const attributes = Object.entries(Actor.Attributes)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, value]) => `${key}=${value}`)
  const more = attributes.length > 0 ? ` (${attributes.join(', ')})` : ''
  return `${fixedNano(timeNano)} ${Type} ${Action} ${Actor.ID}${more}\n`
}

const EMPTY: Omit<EventMessage, 'Type' | 'scope'> & { Type: string; scope: string } = {
  Type: '',
  Action: '',
  Actor: { ID: '', Attributes: {} },
  scope: '',
  time: 0,
  timeNano: 0n,
}

function eventValue(event: typeof EMPTY, type: string): Struct {
  const { status = '', id = '', from = '', Type, Action, Actor, scope, time, timeNano } = event
  // More digits than a number of JavaScript holds.
  const nanoseconds = new NamedString(String(timeNano), 'json.Number')
  const attributes = new GoMap('string', new Map(Object.entries(Actor.Attributes)))
  const actor: [string, Value][] = [
    ['ID', Actor.ID],
    ['Attributes', attributes],
  ]
  const given = Object.entries({ status, id, from }).filter(([, text]) => text !== '')
  const marshalled = new Map<string, Value>([
    ...given,
    ['Type', Type],
    ['Action', Action],
    ['Actor', new Struct('events.Actor', new Map(actor))],
    ['scope', scope],
    ['time', time],
    ['timeNano', nanoseconds],
  ])
  const fields = new Map<string, Value>([
    ['Status', status],
    ['ID', id],
    ['From', from],
    ['Type', Type],
    ['Action', Action],
    ['Actor', new Struct('events.Actor', new Map(actor))],
    ['Scope', scope],
    ['Time', time],
    ['TimeNano', nanoseconds],
  ])
  return new Struct(type, fields, new Map(), new Struct(type, marshalled))
}

/** `docker events --format`: the template is tried on an empty event first. Throws `ClientError`. */
export function eventTemplate(format: string): (event: EventMessage) => string {
  try {
    const template = compileTemplate(format === 'json' ? '{{json .}}' : format)
    template.execute(eventValue(EMPTY, '*events.Message'))
    return (event) => `${template.execute(eventValue(event, 'events.Message'))}\n`
  } catch (error) {
    if (error instanceof TemplateSyntaxError || error instanceof TemplateExecError)
      throw new ClientError(`Error parsing format: ${error.message}`, TEMPLATE_EXIT)
    throw error
  }
}
