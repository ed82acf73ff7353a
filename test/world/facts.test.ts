import { expect, it } from 'vitest'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import { Typist } from '../../src/headless/typist.ts'

const REPOSITORY = 'localhost:5000/demo/hello'

it('tells what was pushed: a manifest by its image, an index by its platforms', async () => {
  const world = createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'pushed' }))
  const typist = new Typist(world)
  expect(world.facts().pushed(`${REPOSITORY}:1`)).toBeUndefined()

  for (const line of [
    'docker pull -q hello-world',
    `docker tag hello-world ${REPOSITORY}:latest`,
    `docker push -q ${REPOSITORY}`,
    `docker manifest create --insecure ${REPOSITORY}:1 ${REPOSITORY}`,
    `docker manifest push --insecure ${REPOSITORY}:1`,
  ])
    await typist.type(line)

  const facts = world.facts()
  const single = facts.pushed(REPOSITORY)
  expect(single).toEqual({
    digest: expect.stringMatching(/^sha256:/),
    imageID: facts.image('hello-world')?.Id,
  })
  expect(facts.pushed(`${REPOSITORY}@${single?.digest}`)).toEqual(single)
  expect(facts.pushed(`${REPOSITORY}:1`)).toEqual({
    digest: expect.stringMatching(/^sha256:/),
    platforms: ['linux/amd64'],
  })
  expect(facts.pushed('hello-world'), 'what the hub began with').toBeUndefined()
  expect(facts.pushed('nowhere.example/x:1')).toBeUndefined()
})
