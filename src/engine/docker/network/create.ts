import { list, map, strings } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { pair } from '../cli/pairs.ts'
import { label } from '../cli/validate.ts'
import { bool, string } from '../cli/values.ts'
import { ipamConfigs } from './ipam.ts'

export const networkCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] NETWORK',
  summary: 'Create a network',
  args: exactly(1),
  flags: {
    attachable: bool('Enable manual container attachment'),
    'aux-address': map('Auxiliary IPv4 or IPv6 addresses used by Network driver'),
    'config-from': string('The network from which to copy the configuration'),
    'config-only': bool('Create a configuration only network'),
    driver: string('Driver to manage the Network', { short: 'd', default: 'bridge' }),
    gateway: strings('IPv4 or IPv6 Gateway for the master subnet'),
    ingress: bool('Create swarm routing-mesh network'),
    internal: bool('Restrict external access to the network'),
    'ip-range': strings('Allocate container ip from a sub-range'),
    'ipam-driver': string('IP Address Management Driver', { default: 'default' }),
    'ipam-opt': map('Set IPAM driver specific options'),
    ipv4: bool('Enable or disable IPv4 address assignment', { default: true }),
    ipv6: bool('Enable or disable IPv6 address assignment'),
    label: list('Set metadata on a network', { validate: label }),
    opt: map('Set driver specific options', { short: 'o' }),
    scope: string("Control the network's scope"),
    subnet: strings('Subnet in CIDR format that represents a network segment'),
  },
  async run(context, [name = ''], flags) {
    const reply = await context.api.call('POST /networks/create', {
      body: {
        Name: name,
        Driver: flags.driver,
        Options: flags.opt,
        IPAM: { Driver: flags['ipam-driver'], Config: ipamConfigs(flags), Options: flags['ipam-opt'] },
        Internal: flags.internal,
        ...(context.changed('ipv4') && { EnableIPv4: flags.ipv4 }),
        ...(context.changed('ipv6') && { EnableIPv6: flags.ipv6 }),
        Attachable: flags.attachable,
        Ingress: flags.ingress,
        Scope: flags.scope,
        ConfigOnly: flags['config-only'],
        ...(flags['config-from'] && { ConfigFrom: { Network: flags['config-from'] } }),
        Labels: Object.fromEntries(flags.label.map(pair)),
      },
    })
    await context.out(`${reply.value.Id}\n`)
  },
})
