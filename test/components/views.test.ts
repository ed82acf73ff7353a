import { describe, expect, it } from 'vitest'
import {
  cellWord,
  chosenOf,
  columnLooks,
  columnName,
  depthOf,
  nameOf,
  ordersOf,
  outcomeOf,
  rowsOf,
  supplierOf,
  trailOf,
} from '../../components/overlay/model.ts'
import { badgesOf, beginsContainer, processNews } from '../../components/processes/model.ts'
import { BEGINNING, moved, newStarts, positionIn } from '../../components/start/model.ts'
import { shortIDs } from '../../components/views/short.ts'
import type {
  NotedOperation,
  OverlayCell,
  OverlayColumn,
  OverlayRow,
  ProcessRow,
  ShownStart,
} from '../../src/engine/world.ts'

const column = (layer: OverlayColumn['layer'], more: Partial<OverlayColumn> = {}): OverlayColumn => ({
  layer,
  directory: '',
  createdBy: '',
  init: false,
  ...more,
})
const columns = [
  column('upper'),
  column(3, { init: true }),
  column(2, { chainID: 'sha256:00000003' }),
  column(1, { chainID: 'sha256:00000001' }),
  column(0, { chainID: 'sha256:00000001' }),
]
const operation = (more: Partial<NotedOperation>): NotedOperation => ({
  number: 1,
  pid: 1,
  program: 'cat',
  kind: 'read',
  path: '/etc/f',
  searched: [],
  done: [],
  ...more,
})
const cell = (role: OverlayCell['role'], more: Partial<OverlayCell> = {}): OverlayCell => ({
  kind: 'file',
  size: 1,
  opaque: false,
  role,
  above: false,
  ...more,
})
const row = (path: string, cells: (OverlayCell | undefined)[], shown = true): OverlayRow => ({
  path,
  merged: shown ? { kind: 'file', size: 1 } : undefined,
  cells,
  names: 0,
  open: false,
})

describe('an overlay', () => {
  it('numbers its layers from the base, as images do', () => {
    expect(columns.map(columnName)).toEqual(['upper', 'init', '3', '2', '1'])
  })

  it('gives each layer the look that it has among images', () => {
    expect(columnLooks(columns)).toEqual(['look-upper', 'look-init', 'look-3', 'look-4', 'look-1'])
    expect(columnLooks([column('upper'), column(1), column(0)])).toEqual(['look-upper', 'look-3', 'look-0'])
  })

  it('tells a search shortly: equal answers of lower layers are one', () => {
    const searched = [
      { layer: 'upper', found: 'absent', size: 0 },
      { layer: 3, found: 'absent', size: 0 },
      { layer: 2, found: 'absent', size: 0 },
      { layer: 1, found: 'absent', size: 0 },
      { layer: 0, found: 'file', size: 7 },
    ] as const
    expect(trailOf({ searched }, columns).map(({ layers, found }) => `${layers} ${found}`)).toEqual([
      'upper absent',
      'init absent',
      '3–2 absent',
      '1 file',
    ])
    expect(ordersOf({ searched: searched.slice(0, 2) }, columns)).toEqual([1, 2, 0, 0, 0])
  })

  it('names what an operation came to by what weighs most', () => {
    const deed = (kind: NotedOperation['done'][number]['kind'], directory = false, size = 0) => ({
      kind,
      path: '/x',
      directory,
      size,
    })
    const outcome = (...done: NotedOperation['done']) => outcomeOf({ done }).kind
    expect(outcome()).toBe('none')
    expect(outcome(deed('copied', true))).toBe('copiedDirectory')
    expect(outcomeOf({ done: [deed('copied', true), deed('copied', false, 9)] })).toEqual({
      kind: 'copied',
      size: 9,
    })
    expect(outcome(deed('removed'), deed('whiteout'))).toBe('whiteout')
    expect(outcome(deed('whiteout-removed'), deed('made', true), deed('opaque', true))).toBe('opaque')
    expect(outcomeOf({ done: [], error: 'EXDEV' }).kind).toBe('failed')
  })

  it('follows the latest operation until one is chosen that is still there', () => {
    const operations = [operation({ number: 9 }), operation({ number: 8 })]
    expect(chosenOf({ operations }, undefined)?.number).toBe(9)
    expect(chosenOf({ operations }, 8)?.number).toBe(8)
    expect(chosenOf({ operations }, 2)?.number).toBe(9)
    expect(chosenOf({ operations: [] }, 2)).toBeUndefined()
  })

  it('leaves out what only lies below something that is gone', () => {
    const gone = cell('hides', { kind: 'directory', opaque: true, above: true })
    const rows = [
      row('/d', [cell('supplies', { kind: 'directory', opaque: true }), cell('hidden')]),
      row('/d/x', [gone, cell('hidden')], false),
      row('/d/y', [gone, undefined], false),
      row('/w', [cell('hides', { kind: 'whiteout' }), cell('hidden')], false),
    ]
    const paths = (chosen?: { path: string }) => rowsOf({ rows }, chosen).map(({ path }) => path)
    expect(paths()).toEqual(['/d', '/w'])
    expect(paths({ path: '/d/y' })).toEqual(['/d', '/d/y', '/w'])
    expect(rows.map(supplierOf)).toEqual([0, -1, -1, -1])
  })

  it('says what a cell holds, and where a path stands', () => {
    expect(cellWord({ kind: 'directory', opaque: true, above: false })).toBe('opaque')
    expect(cellWord({ kind: 'whiteout', opaque: false, above: true })).toBe('above')
    expect(cellWord({ kind: 'fifo', opaque: false, above: false })).toBe('other')
    expect(['/', '/etc', '/etc/f'].map((path) => [nameOf(path), depthOf(path)])).toEqual([
      ['/', 0],
      ['etc', 1],
      ['f', 2],
    ])
  })
})

describe('the steps of a start', () => {
  const start = (number: number, steps: number): ShownStart => ({
    number,
    name: 'box',
    container: 'c',
    steps: Array.from({ length: steps }, () => ({ kind: 'exec', after: 0, facts: [] })),
  })

  it('begin at the first for a start that is new, and stay where the reader is for one that goes on', () => {
    const first = positionIn(BEGINNING, start(1, 14))
    const later = moved(first, 3, 14)
    expect([first.step, later.step]).toEqual([0, 3])
    expect(positionIn(later, start(1, 16)).step).toBe(3)
    expect(positionIn(later, start(2, 16)).step).toBe(0)
  })

  it('end at both ends', () => {
    const at = positionIn(BEGINNING, start(1, 2))
    expect(moved(at, -1, 2).step).toBe(0)
    expect(moved(moved(at, 1, 2), 1, 2).step).toBe(1)
  })

  it('are announced for starts that were not there before', () => {
    const view = (...numbers: number[]) => ({
      starts: numbers.map((number) => ({ number, name: `c${number}`, ended: false })),
      shown: undefined,
    })
    expect(newStarts(view(2, 1), view(3, 2, 1)).map(({ name }) => name)).toEqual(['c3'])
    expect(newStarts(view(2, 1), view(2, 1))).toEqual([])
  })
})

describe('processes', () => {
  const process = (pid: number, more: Partial<ProcessRow> = {}): ProcessRow => ({
    pid,
    depth: 0,
    parent: 1,
    program: 'sleep',
    command: 'sleep 1',
    user: 'root',
    state: 'sleeping',
    inner: undefined,
    namespaces: [],
    ...more,
  })
  const namespace = (kind: string, number: number | undefined, host: boolean, inherited: boolean) => ({
    kind,
    number,
    host,
    inherited,
  })

  it('name their namespaces where they are others than the parent’s', () => {
    const inherits = [namespace('net', 4026531840, true, true), namespace('mnt', 4026532001, false, true)]
    expect(badgesOf(process(1, { namespaces: inherits }))).toEqual([])
    const fresh = [namespace('net', 4026531840, true, true), namespace('mnt', undefined, false, false)]
    expect(badgesOf(process(1, { namespaces: fresh }))).toEqual([
      { kind: 'net', digits: '1840', host: true },
      { kind: 'mnt', digits: '', host: false },
    ])
  })

  it('of a container come under one heading', () => {
    const [a, b] = [
      { id: 'a', name: 'a' },
      { id: 'b', name: 'b' },
    ]
    const rows = [
      process(1),
      process(2, { container: a }),
      process(3, { container: a }),
      process(4, { container: b }),
    ]
    expect(rows.map((one, i) => beginsContainer(one, rows[i - 1]))).toEqual([false, true, false, true])
  })

  it('that came or went are told', () => {
    const { added, gone } = processNews([process(1), process(2)], [process(2), process(3)])
    expect([added, gone].map((list) => list.map(({ pid }) => pid))).toEqual([[3], [1]])
  })
})

it('cuts IDs of 64 digits and nothing else', () => {
  const id = 'ab'.repeat(32)
  expect(shortIDs(`/overlay2/${id}/diff sha256:${id} ${id}00 abcd`)).toBe(
    `/overlay2/abababababab…/diff sha256:abababababab… ${id}00 abcd`,
  )
})
