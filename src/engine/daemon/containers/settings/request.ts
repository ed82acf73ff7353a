import { EngineError } from '../../../base/errors.ts'
import type { ContainerCreateBody, HostConfig } from '../../api.ts'

const refuse = (message: string): never => {
  throw new EngineError('invalid', message)
}
const conflict = (what: string): never => refuse(`conflicting options: ${what}`)

/** Refuses options that exclude each other, before anything else is looked at (moby, runconfig/hostconfig.go). */
export function checkRequest(body: ContainerCreateBody): void {
  const host = body.HostConfig ?? {}
  checkNetworkMode(body, host)
  const isolation = (host.Isolation ?? '').toLowerCase()
  if (!['', 'default'].includes(isolation))
    refuse(`invalid isolation (${host.Isolation}): linux only supports 'default'`)
  if (host.IOMaximumBandwidth) refuse('invalid QoS settings: linux does not support --io-maxbandwidth')
  if (host.IOMaximumIOps) refuse('invalid QoS settings: linux does not support --io-maxiops')
}

function checkNetworkMode(body: ContainerCreateBody, host: Partial<HostConfig>): void {
  const mode = host.NetworkMode ?? ''
  const some = (items: readonly string[] | null | undefined): boolean => (items?.length ?? 0) > 0
  const shared = /^container:./.test(mode)
  if (mode.split(':', 1)[0] === 'container' && !shared)
    refuse('invalid network mode: invalid container format container:<name|id>')
  if (shared) {
    if (body.Hostname) conflict('hostname and the network mode')
    if (some(host.Links))
      conflict("container type network can't be used with links. This would result in undefined behavior")
    if (some(host.Dns)) conflict('dns and the network mode')
    if (some(host.ExtraHosts)) conflict('custom host-to-IP mapping and the network mode')
    if (Object.keys(host.PortBindings ?? {}).length > 0 || host.PublishAllPorts)
      conflict('port publishing and the container type network mode')
    if (Object.keys(body.ExposedPorts ?? {}).length > 0)
      conflict('port exposing and the container type network mode')
  }
  if (host.UTSMode === 'host' && body.Hostname) conflict('hostname and the UTS mode')
  if (mode === 'host' && some(host.Links))
    conflict("host type networking can't be used with links. This would result in undefined behavior")
}
