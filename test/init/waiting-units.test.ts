import { expect, it } from 'vitest'
import { WAITING } from '../../src/engine/init/units/waiting.ts'
import { WAITING_TEXTS } from '../../src/engine/init/units/waiting-texts.ts'

it('units whose texts come later have the size of these', () => {
  expect(WAITING).toEqual(
    Object.fromEntries([...WAITING_TEXTS].map(([path, text]) => [path, Buffer.byteLength(text)])),
  )
})
