import { SECOND } from '../../base/time.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import { SIGNALS } from '../../kernel/signals.ts'
import type { Facts } from './lines.ts'

const HARDWARE = {
  bios: 'QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.2-debian-1.16.2-1 04/01/2014',
  uefi: 'QEMU Standard PC (Q35 + ICH9, 2009), BIOS 0.0.0 02/06/2015',
} as const

/** Who called panic(), innermost first. */
const TRACES = {
  exit: [
    'do_exit.cold+0x15/0x15',
    'do_group_exit+0x2d/0x80',
    '__x64_sys_exit_group+0x14/0x20',
    'do_syscall_64+0x55/0xb0',
  ],
  init: ['? rest_init+0xd0/0xd0', 'kernel_init+0x122/0x130', 'ret_from_fork+0x22/0x30'],
  root: [
    'mount_block_root+0x1d3/0x1e6',
    'prepare_namespace+0x136/0x165',
    'kernel_init_freeable+0x25c/0x286',
    '? rest_init+0xd0/0xd0',
    'kernel_init+0x16/0x130',
    'ret_from_fork+0x22/0x30',
  ],
} as const

/** The end of a kernel (kernel/panic.c): all stops, and after `panic=` seconds the machine restarts. */
export async function panic(
  kernel: Kernel,
  facts: Facts,
  why: string,
  from: { readonly comm: string; readonly trace: keyof typeof TRACES },
): Promise<void> {
  const { parameters } = facts
  const say = (text: string): void => kernel.log.print(text, LEVEL.emerg)
  const version = facts.kernel.version.replace(/^#1 SMP PREEMPT_DYNAMIC /, '').replace(/ \([\d-]*\)$/, '')
  say(`Kernel panic - not syncing: ${why}`)
  say(`CPU: 0 PID: 1 Comm: ${from.comm} Not tainted ${facts.kernel.release} #1  ${version}`)
  say(`Hardware name: ${HARDWARE[facts.firmware]}`)
  say('Call Trace:')
  say(' <TASK>')
  for (const line of ['dump_stack_lvl+0x44/0x5c', 'panic+0x118/0x2f4', ...TRACES[from.trace]]) say(` ${line}`)
  say(' </TASK>')
  say(
    'Kernel Offset: 0xfe00000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)',
  )
  const { panic: seconds } = parameters
  if (seconds === 0) {
    say(`---[ end Kernel panic - not syncing: ${why} ]---`)
    kernel.options.platform!.power('hang')
    return
  }
  if (seconds > 0) {
    say(`Rebooting in ${seconds} seconds..`)
    await kernel.scheduler.sleep(seconds * SECOND)
  }
  kernel.options.platform!.power('restart')
}

/** `0x00000100`: how the first process ended, as wait(2) codes it. */
function exitCodeText(status: WaitStatus): string {
  const code = status.kind === 'exited' ? status.code << 8 : SIGNALS[status.signal]
  return `0x${code.toString(16).padStart(8, '0')}`
}

/** The first process has ended: its kernel cannot go on. */
export const killedInit = (kernel: Kernel, facts: Facts, comm: string, status: WaitStatus): Promise<void> =>
  panic(kernel, facts, `Attempted to kill init! exitcode=${exitCodeText(status)}`, { comm, trace: 'exit' })
