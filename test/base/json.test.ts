import { describe, expect, it } from 'vitest'
import { readFirstJson, readJson } from '../../src/engine/base/json-read.ts'
import { list, map, shaped, struct, text, time, whole } from '../../src/engine/base/json-shape.ts'
import { rfc3339Fault } from '../../src/engine/base/time-fault.ts'

describe('reading JSON as Go does', () => {
  it.each([
    '{"a":[1,-2.5e3,true,false,null,"x\\n\\u00e9\\"\\/"],"b":{}}',
    '  [ ]  ',
    '"\\ud83d\\ude00"',
    '0',
    '{"__proto__":{"a":1},"constructor":2}',
  ])('%s', (document) => {
    expect(readJson(document)).toEqual(JSON.parse(document))
  })
  it('takes the last of equal keys, as JSON.parse does', () => {
    expect(readJson('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 })
  })
  it.each([
    ['', 'unexpected end of JSON input'],
    ['[1', 'unexpected end of JSON input'],
    ['"abc', 'unexpected end of JSON input'],
    ['[1] x', "invalid character 'x' after top-level value"],
    ['[1 2]', "invalid character '2' after array element"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['tru', 'unexpected end of JSON input'],
    ['trux', "invalid character 'x' in literal true (expecting 'e')"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
    ['\u0001', "invalid character '\\x01' looking for beginning of value"],
    [`${'['.repeat(1001)}`, 'exceeded max depth'],
  ])('%j: %s', (document, fault) => {
    expect(() => readJson(document)).toThrow(fault)
  })
  it('reads one document and no further', () => {
    expect(readFirstJson('[1] junk')).toEqual([1])
    expect(() => readFirstJson(' ')).toThrow('EOF')
    expect(() => readFirstJson('[1')).toThrow('unexpected EOF')
  })
})

describe('what a Go type takes', () => {
  const shape = struct('p.T', { Name: text(), Sizes: list(whole()), At: time, Labels: map(text()) })
  it('fields by their name in any case, and no others', () => {
    expect(
      shaped({ name: 'a', SIZES: [1, null], other: 1, at: null, Labels: { x: null } }, shape, 'T'),
    ).toEqual({
      Name: 'a',
      Sizes: [1, 0],
      Labels: { x: '' },
    })
  })
  it.each([
    [[], 'json: cannot unmarshal array into Go value of type p.T'],
    [{ Name: 1 }, 'json: cannot unmarshal number into Go struct field T.Name of type string'],
    [{ Sizes: ['x'] }, 'json: cannot unmarshal string into T.Sizes.0 of type int'],
    [{ Sizes: [1.5] }, 'json: cannot unmarshal number into T.Sizes.0 of type int'],
    [{ Labels: { a: {} } }, 'json: cannot unmarshal object into Go struct field T.Labels.a of type string'],
  ])('%j: %s', (value, fault) => {
    expect(() => shaped(value, shape, 'T')).toThrow(fault)
  })
})

it('says what is wrong with a time', () => {
  expect(rfc3339Fault('2024-02-29T23:59:59.123456789+01:00')).toBeUndefined()
  expect(rfc3339Fault('2023-02-29T00:00:00Z')).toBe('parsing time "2023-02-29T00:00:00Z": day out of range')
  expect(rfc3339Fault('2023-01-01 00:00:00Z')).toBe(
    'parsing time "2023-01-01 00:00:00Z" as "2006-01-02T15:04:05Z07:00": cannot parse " 00:00:00Z" as "T"',
  )
  expect(rfc3339Fault('2023-13-01T00:00:00Z')).toBe('parsing time "2023-13-01T00:00:00Z": month out of range')
})
