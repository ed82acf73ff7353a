import { expect, it } from 'vitest'
import type { LayerPath, WorldViews } from '../../src/engine/world.ts'
import { explain } from '../../src/sandbox/explain.ts'

const path = (name: string, kind: LayerPath['kind'] = 'file'): LayerPath => ({ path: name, kind, size: 0 })
const layer = (chainID: string, paths: LayerPath[]) => ({
  chainID,
  diffID: chainID,
  size: 0,
  createdBy: '',
  entries: paths.length,
  paths,
})
const views: WorldViews = {
  version: 1,
  layers: {
    images: [{ id: 'image', tags: ['demo:latest'], size: 0, layers: ['base', 'middle', 'top'], history: [] }],
    layers: [
      layer('base', [
        path('/etc', 'directory'),
        path('/etc/motd'),
        path('/etc/hosts'),
        path('/opt', 'directory'),
        path('/opt/tool'),
      ]),
      layer('middle', [path('/etc', 'directory'), path('/etc/motd'), path('/opt', 'whiteout')]),
      layer('top', [path('/etc', 'directory'), path('/etc/hosts', 'whiteout')]),
    ],
    containers: [
      {
        id: 'container',
        name: 'calm',
        image: 'image',
        imageName: 'demo',
        running: true,
        size: 0,
        changes: [
          { kind: 'changed', path: '/etc' },
          { kind: 'deleted', path: '/etc/motd' },
          { kind: 'added', path: '/etc/new' },
        ],
      },
    ],
  },
}
const image = (name: string) => explain(views, { over: { kind: 'image', id: 'image' }, path: name })
const container = (name: string) =>
  explain(views, { over: { kind: 'container', id: 'container' }, path: name })

it('the topmost file wins and hides the ones below', () => {
  expect(image('/etc/motd')).toEqual([
    { layer: 'middle', effect: 'supplies' },
    { layer: 'base', effect: 'hidden' },
  ])
})

it('a whiteout hides the file below', () => {
  expect(image('/etc/hosts')).toEqual([
    { layer: 'top', effect: 'hides' },
    { layer: 'base', effect: 'hidden' },
  ])
})

it('directories merge', () => {
  expect(image('/etc').map((o) => o.effect)).toEqual(['supplies', 'merges', 'merges'])
})

it('a deleted directory hides what was in it', () => {
  expect(image('/opt/tool')).toEqual([
    { layer: 'middle', effect: 'hides' },
    { layer: 'base', effect: 'hidden' },
  ])
})

it('the writable layer comes first', () => {
  expect(container('/etc/motd').map((o) => [o.layer, o.effect])).toEqual([
    ['upper', 'hides'],
    ['middle', 'hidden'],
    ['base', 'hidden'],
  ])
  expect(container('/etc/new')).toEqual([{ layer: 'upper', effect: 'supplies' }])
  expect(container('/etc')[0]).toEqual({ layer: 'upper', effect: 'supplies' })
})

it('a path nobody has, an image that is gone', () => {
  expect(image('/nowhere')).toEqual([])
  expect(explain(views, { over: { kind: 'image', id: 'gone' }, path: '/etc' })).toEqual([])
})
