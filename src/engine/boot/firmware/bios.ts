import { isBootSector } from '../../vfs/blocks/mbr.ts'
import { biosCodeIn, coreImageIn } from '../grub/images.ts'
import { runGrub } from '../grub/main.ts'
import type { Outcome, Pc } from '../pc.ts'

/** SeaBIOS from power-on: what it says, then the first sector of the disk. */
export async function runBios(pc: Pc): Promise<Outcome> {
  const { terminal, disk } = pc
  terminal.write('SeaBIOS (version 1.16.2-debian-1.16.2-1)\n')
  terminal.write('Booting from Hard Disk...\n')
  const sector = disk.read(0)
  if (!isBootSector(sector)) {
    terminal.write('Boot failed: not a bootable disk\n\n')
    terminal.write('Booting from Floppy...\nBoot failed: could not read the boot disk\n\n')
    terminal.write('No bootable device.\n')
    return { kind: 'hang' }
  }
  // Whatever is no loader runs into nothing: the processor has no way to tell.
  const code = biosCodeIn(sector)
  if (!code) return { kind: 'hang' }
  terminal.write('GRUB ')
  const core = coreImageIn(disk.content, code.coreSector)
  if (!core) return { kind: 'hang' }
  terminal.write('loading.\n')
  return runGrub(pc, { ...core, platform: 'i386-pc', device: 'hd0' })
}
