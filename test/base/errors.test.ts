import { expect, it } from 'vitest'
import { FsError } from '../../src/engine/base/errors.ts'

it('takes no stack for the answer of a kernel call, and leaves that of a bug', () => {
  const error = new FsError('ENOENT')
  expect(error.stack).not.toContain('errors.test.ts')
  expect([error.name, error.message, error.errno]).toEqual(['FsError', 'No such file or directory', 'ENOENT'])
  expect(new Error('bug').stack).toContain('errors.test.ts')
})
