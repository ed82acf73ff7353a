import { optionTable, parseOptions, usageError } from '../options.ts'
import { Failure, program } from '../program.ts'
import { blocks } from './devices.ts'
import { contentsOf, tableOf, tryHead } from './probe.ts'

const OPTIONS = optionTable('[options] {LABEL,UUID,PARTUUID,PARTLABEL}=<value>', '-V/--version', {
  suite: 'util-linux 2.38.1)',
})

/** `findfs TAG=VALUE`: the device that it stands for. */
export const findfs = program('findfs', async (io) => {
  const [tag] = parseOptions(io, OPTIONS).operands
  if (tag === undefined) throw usageError(io, 'bad usage')
  const [, kind, value] = /^(LABEL|UUID|PARTUUID|PARTLABEL)=(.*)$/.exec(tag) ?? []
  const all = blocks(io.p)
  for (const { name, disk, partition } of all) {
    const head = await tryHead(io.p, `/dev/${name}`)
    const contents = head && contentsOf(head)
    const table = disk === undefined ? undefined : await tryHead(io.p, `/dev/${disk}`)
    const entry = table && tableOf(table)?.partitions.find(({ number }) => number === partition)
    const found = {
      LABEL: contents?.label,
      UUID: contents?.uuid,
      PARTUUID: entry?.uuid,
      PARTLABEL: entry?.name,
    }
    if (value !== '' && found[kind as keyof typeof found] === value) {
      await io.out.write(`/dev/${name}\n`)
      return 0
    }
  }
  throw new Failure(`unable to resolve '${tag}'`)
})
