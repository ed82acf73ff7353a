import { EngineError } from '../../base/errors.ts'
import type { IPAMConfig } from '../api-network.ts'
import { canonicalPrefix, contains, isAddress, isPrefix, masked, overlap, prefixOf } from './address.ts'

/** Several faults as Go's multierror shows them: one as it is, more as a list. */
export const joined = (faults: readonly string[]): string =>
  faults.length === 1 ? faults[0]! : faults.map((fault) => `* ${fault}`).join('\n')

/** Refuses addresses that do not fit together (moby, api/types/network/ipam.go, ValidateIPAM). */
export function checkIpam(configs: readonly IPAMConfig[]): void {
  const faults = configs.flatMap(faultsOf)
  if (faults.length > 0) throw new EngineError('invalid', `invalid network config:\n${joined(faults)}`)
}

function faultsOf({ Subnet = '', IPRange = '', Gateway = '', AuxiliaryAddresses }: IPAMConfig): string[] {
  if (!isPrefix(Subnet)) return [`invalid subnet ${Subnet}: invalid CIDR block notation`]
  const faults: string[] = []
  if (masked(Subnet) !== canonicalPrefix(Subnet))
    faults.push(`invalid subnet ${Subnet}: it should be ${masked(Subnet)}`)
  if (IPRange !== '') faults.push(...rangeFaults(Subnet, IPRange))
  if (Gateway !== '') {
    if (!isAddress(Gateway)) faults.push(`invalid gateway ${Gateway}: invalid address`)
    else if (!contains(Subnet, Gateway))
      faults.push(`invalid gateway ${Gateway}: parent subnet ${Subnet} doesn't contain this address`)
  }
  for (const [name, address] of Object.entries(AuxiliaryAddresses ?? {})) {
    if (!isAddress(address)) faults.push(`invalid auxiliary address ${name}: invalid address`)
    else if (!contains(Subnet, address))
      faults.push(`invalid auxiliary address ${name}: parent subnet ${Subnet} doesn't contain this address`)
  }
  return faults
}

function rangeFaults(subnet: string, range: string): string[] {
  if (!isPrefix(range)) return [`invalid ip-range ${range}: invalid CIDR block notation`]
  const faults: string[] = []
  if (prefixOf(range) < prefixOf(subnet))
    faults.push(`invalid ip-range ${range}: CIDR block is bigger than its parent subnet ${subnet}`)
  if (masked(range) !== canonicalPrefix(range))
    faults.push(`invalid ip-range ${range}: it should be ${masked(range)}`)
  if (!overlap(subnet, range))
    faults.push(`invalid ip-range ${range}: parent subnet ${subnet} doesn't contain ip-range`)
  return faults
}
