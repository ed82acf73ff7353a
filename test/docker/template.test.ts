import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileTemplate } from '../../src/engine/docker/format/template/template.ts'
import {
  Float,
  GoMap,
  Nil,
  Slice,
  Struct,
  type Value,
} from '../../src/engine/docker/format/template/value.ts'

/** What Go's text/template with Docker's functions answered for each template, over the data below. */
const recorded: { template: string; output?: string; error?: string }[] = JSON.parse(
  readFileSync(new URL('fixtures/templates.json', import.meta.url), 'utf8'),
)

const struct = (type: string, fields: Record<string, Value>) =>
  new Struct(type, new Map(Object.entries(fields)))
const net = (Name: string, Gateway: string) => struct('*main.Net', { Name, Gateway })
const data = struct('main.T', {
  Id: 'sha256:abcdef<é>',
  Empty: '',
  Labels: new GoMap(
    'string',
    new Map([
      ['b', '2'],
      ['a', '1 & <x>'],
    ]),
  ),
  NoLabels: new GoMap('string', undefined),
  Tags: new Slice('string', ['redis:7', 'redis:latest']),
  NoTags: new Slice('string', undefined),
  State: struct('*main.Inner', {
    Running: true,
    ExitCode: 3,
    Status: 'running',
    Health: new Nil('*main.Net'),
  }),
  Size: 1234567,
  Ratio: new Float(0.5),
  Nets: new GoMap(
    '*main.Net',
    new Map([
      ['web', net('web', '10.0.0.1')],
      ['app', net('app', '10.0.1.1')],
    ]),
  ),
  Any: null,
  Nums: new Slice('int', [5, 6, 7]),
})

const outcome = (template: string): { output?: string; error?: string } => {
  try {
    return { output: compileTemplate(template).execute(data) }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

test.each(recorded.map((row) => [row.template, row] as const))('%s', (template, row) => {
  const expected = row.error === undefined ? { output: row.output ?? '' } : { error: row.error }
  expect(outcome(template)).toEqual(expected)
})

test('a whole number can be ranged over, as Go 1.24 does', () => {
  expect(outcome('{{range 3}}{{.}}{{end}}')).toEqual({ output: '012' })
})

test('missingkey=error turns a lacking key into an error', () => {
  const map = new GoMap('interface {}', new Map())
  expect(() => compileTemplate('{{index .Nope 0}}').execute(map, { missingKeyFails: true })).toThrow(
    'template: :1:8: executing "" at <.Nope>: map has no entry for key "Nope"',
  )
})
