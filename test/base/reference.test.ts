import { describe, expect, it } from 'vitest'
import { EngineError } from '../../src/engine/base/errors.ts'
import {
  familiarString,
  fullName,
  isTag,
  parseReference,
  withDefaultTag,
} from '../../src/engine/base/reference.ts'

const HASH = 'a'.repeat(64)

describe('what a user may type', () => {
  it.each([
    ['redis', 'docker.io/library/redis', 'redis:latest'],
    ['redis:7.2', 'docker.io/library/redis', 'redis:7.2'],
    ['library/redis', 'docker.io/library/redis', 'redis:latest'],
    ['docker.io/redis', 'docker.io/library/redis', 'redis:latest'],
    ['index.docker.io/library/redis', 'docker.io/library/redis', 'redis:latest'],
    ['alice/app:v1', 'docker.io/alice/app', 'alice/app:v1'],
    ['library/a/b', 'docker.io/library/a/b', 'library/a/b:latest'],
    ['localhost/app', 'localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app:v1', 'localhost:5000/app', 'localhost:5000/app:v1'],
    ['REG/app', 'REG/app', 'REG/app:latest'],
    ['[::1]:5000/app', '[::1]:5000/app', '[::1]:5000/app:latest'],
    ['registry.example/a/b/c', 'registry.example/a/b/c', 'registry.example/a/b/c:latest'],
    ['a__b/c--d.e_f', 'docker.io/a__b/c--d.e_f', 'a__b/c--d.e_f:latest'],
    [`redis@sha256:${HASH}`, 'docker.io/library/redis', `redis@sha256:${HASH}`],
    [`redis:7@sha256:${HASH}`, 'docker.io/library/redis', `redis:7@sha256:${HASH}`],
    [`redis:${'x'.repeat(128)}`, 'docker.io/library/redis', `redis:${'x'.repeat(128)}`],
  ])('%s', (text, name, familiar) => {
    const reference = parseReference(text)
    expect(fullName(reference)).toBe(name)
    expect(familiarString(withDefaultTag(reference))).toBe(familiar)
  })
})

describe("what is wrong, in distribution/reference's words", () => {
  it.each([
    ['', 'invalid reference format'],
    ['busybox:', 'invalid reference format'],
    ['busybox@sha256:abc', 'invalid reference format'],
    [':v1', 'invalid reference format'],
    ['-redis', 'invalid reference format'],
    ['a___b', 'invalid reference format'],
    ['a/', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['redis:-x', 'invalid reference format'],
    [`redis:${'x'.repeat(129)}`, 'invalid reference format'],
    ['redis latest', 'invalid reference format'],
    ['Busybox', 'invalid reference format: repository name (library/Busybox) must be lowercase'],
    ['alice/App:V1', 'invalid reference format: repository name (alice/App) must be lowercase'],
    [HASH, `invalid repository name (${HASH}), cannot specify 64-byte hexadecimal strings`],
    ['a'.repeat(256), 'repository name must not be more than 255 characters'],
    [`redis@md5:${'a'.repeat(32)}`, 'unsupported digest algorithm'],
    [`redis@constructor:${'a'.repeat(32)}`, 'unsupported digest algorithm'],
    [`redis@sha256:${'a'.repeat(63)}`, 'invalid checksum digest length'],
    [`redis@sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
  ])('%s', (text, message) => {
    expect(() => parseReference(text)).toThrow(new EngineError('invalid', message))
  })

  it('a tag alone', () => {
    expect(['v1', '_x', 'A.b-c'].every(isTag)).toBe(true)
    expect(['', '-x', '.x', 'a:b', 'x'.repeat(129)].some(isTag)).toBe(false)
  })
})
