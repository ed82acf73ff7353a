import { expect, it } from 'vitest'
import { type MachinePace, Stepper } from '../../src/sandbox/stepping.ts'

const stepper = () => {
  const told: MachinePace[] = []
  return { told, stepper: new Stepper((pace) => told.push(pace)) }
}

it('waits as it is told, not at all, or until the reader says', () => {
  const { stepper: one } = stepper()
  expect(one.wait(500)).toBe(500)
  one.set('at-once')
  expect(one.wait(500)).toBe(0)
  one.set('paused')
  expect(one.wait(500)).toBeUndefined()
})

it('stops at the next stage, and not before', () => {
  const { told, stepper: one } = stepper()
  one.at('loader', false)
  one.set('stage')
  one.at('loader', false)
  expect(one.pace).toBe('stage')
  one.at('kernel', false)
  expect(told).toEqual(['stage', 'paused'])
})

it('goes on at reading speed when the machine waits for somebody, or somebody does something', () => {
  const { told, stepper: one } = stepper()
  one.at('init', false)
  one.set('at-once')
  one.at('up', true)
  one.set('paused')
  one.touched(false)
  expect(told).toEqual(['at-once', 'reading', 'paused', 'reading'])
})
