import { expect, it } from 'vitest'
import { byMachine, foundBy, later } from '../../components/ports/model.ts'
import type { PacketPath, PathStep, PortsEnd, SocketRow } from '../../src/engine/world.ts'

const row = (state: string, local: string, peer: string): SocketRow => ({
  protocol: 'tcp',
  state,
  recvQ: 0,
  sendQ: 0,
  local,
  peer,
  holders: [],
  retries: 0,
})
const host: PortsEnd = {
  name: 'host',
  addresses: [],
  more: 0,
  sockets: [
    row('LISTEN', '*:8080', '*:*'),
    row('ESTAB', '192.0.2.1:8080', '192.0.2.2:40000'),
    row('ESTAB', '[::ffff:192.0.2.1]:8080', '[::ffff:192.0.2.3]:40000'),
  ],
}
const to = (step: Partial<Extract<PathStep, { kind: 'socket' }>>): PacketPath => ({
  number: 1,
  protocol: 'tcp',
  from: '',
  to: '',
  what: '',
  length: 0,
  outcome: 'arrived',
  steps: [
    { at: 0, machine: 'client', kind: 'sent' },
    {
      at: 1,
      machine: 'host',
      kind: 'socket',
      found: 'connection',
      state: '',
      local: undefined,
      remote: undefined,
      program: undefined,
      ...step,
    },
  ],
})

it('finds the row of the socket that a packet was given to', () => {
  const [listener, connection, mapped] = host.sockets
  expect(foundBy(to({ found: 'listener', local: '[::]:8080' }), host)).toBe(listener)
  expect(foundBy(to({ local: '192.0.2.1:8080', remote: '192.0.2.2:40000' }), host)).toBe(connection)
  expect(foundBy(to({ local: '192.0.2.1:8080', remote: '192.0.2.3:40000' }), host)).toBe(mapped)
  expect(foundBy(to({ local: '192.0.2.1:8080', remote: '192.0.2.2:40001' }), host)).toBeUndefined()
  expect(
    foundBy(to({ local: '192.0.2.1:8080', remote: '192.0.2.2:40000', machine: 'web' }), host),
  ).toBeUndefined()
})

it('groups the steps of a way by machine', () => {
  const steps = to({}).steps
  expect(byMachine([...steps, ...steps]).map(({ machine, steps }) => `${machine} ${steps.length}`)).toEqual([
    'client 1',
    'host 1',
    'client 1',
    'host 1',
  ])
})

it('writes times', () => {
  expect([0, 1_234_567, 1_500_000_000].map(later)).toEqual(['0.00 ms', '1.23 ms', '1.50 s'])
})
