import type { ProcessRecord } from '../../kernel/record.ts'
import { isBootSector } from '../../vfs/blocks/mbr.ts'
import type { BootFact, MountFact } from '../../world.ts'
import type { DiskPart, DiskView, MachineView, MemoryPart } from '../views/types.ts'
import type { Computer } from './computer.ts'

/** What a machine's view is drawn from. */
export interface MachineSources {
  readonly computer: Computer
  readonly boot: BootFact
  readonly stages: MachineView['stages']
  readonly mounts: readonly MountFact[]
  readonly start: MachineView['start']
}

/** A machine as it is now. */
export function machineView({ computer, boot, stages, mounts, start }: MachineSources): MachineView {
  const init = computer.kernel?.pidNamespace.get(1)
  return {
    boot,
    stages,
    memory: boot.power === 'off' ? [] : memoryOf(computer, boot, init),
    init: init?.argv ?? [],
    mounts: init ? mounts : [],
    disk: diskOf(computer, init ? mounts : []),
    start,
  }
}

function memoryOf({ machine }: Computer, { stage }: BootFact, init: ProcessRecord | undefined): MemoryPart[] {
  const parts: MemoryPart[] = [{ what: 'firmware', freed: false }]
  if (stage !== 'firmware') parts.push({ what: 'loader', freed: stage !== 'loader' })
  const loaded = machine?.loaded
  if (!loaded) return parts
  parts.push({ what: 'kernel', bytes: loaded.image.size, freed: false })
  // The kernel frees the archive once it is unpacked, before the first process.
  if (loaded.initrd)
    parts.push({ what: 'initrd', bytes: loaded.initrd.size, freed: stage !== 'loader' && stage !== 'kernel' })
  const first = init?.namespaces.mount.root.fs
  if (first?.type === 'rootfs') {
    const { bytes } = first.usage()
    parts.push({ what: 'rootfs', bytes, freed: init?.root.mount.fs !== first })
  }
  return parts
}

function diskOf({ installed: { disk } }: Computer, mounts: readonly MountFact[]): DiskView {
  const first = disk.read(0)
  const { table } = disk
  return {
    sectors: disk.sectors,
    signature: isBootSector(first),
    code: first[0] !== 0,
    table: table?.kind,
    parts: (table?.partitions ?? []).map(({ number, start, sectors, type, active, volume }): DiskPart => {
      const name = `sda${number}`
      const mounted = mounts.find(({ source }) => source === `/dev/${name}`)?.target
      return {
        name,
        start,
        sectors,
        type,
        active,
        holds: holdsOf(volume),
        ...(mounted !== undefined && { mounted }),
      }
    }),
  }
}

function holdsOf(volume: DiskVolume | undefined): DiskPart['holds'] {
  const facts = volume?.facts
  if (!volume || !facts) return undefined
  const { kind, uuid, label, dirty } = facts
  const { fs } = volume
  return {
    kind,
    uuid,
    label,
    dirty,
    ...(fs && { used: fs.usage().bytes }),
    ...(fs?.capacity && { capacity: fs.capacity.bytes }),
  }
}

type DiskVolume = NonNullable<ReturnType<Computer['installed']['disk']['volumeAt']>>
