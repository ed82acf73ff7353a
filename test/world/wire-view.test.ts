import { expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

it('tells of each call with what it carried, once somebody looks', async () => {
  const host = openSmallHost()
  const { world } = host
  await host.ok('docker ps')
  const calls = () => {
    const snapshot = world.views({ view: 'wire' })
    return snapshot.view === 'wire' ? snapshot.wire.calls : []
  }
  expect(calls()).toEqual([])
  world.observe()
  await host.ok('docker volume create data; docker inspect nosuch || true')
  // It goes to the page as a message.
  expect(structuredClone(calls())).toEqual(calls())
  const [create, ...rest] = calls()
  expect(create).toMatchObject({
    number: 1,
    program: 'docker',
    method: 'POST',
    target: '/volumes/create',
    answer: { status: 201 },
  })
  expect(JSON.parse(create!.body)).toMatchObject({ Name: 'data' })
  expect(JSON.parse(create!.answer!.body)).toMatchObject({ Name: 'data', Driver: 'local' })
  expect(rest.map(({ method, target, answer }) => `${method} ${target} ${answer?.status}`)).toContain(
    'GET /containers/nosuch/json 404',
  )
})
