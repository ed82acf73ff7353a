import type { Nanoseconds } from '../base/time.ts'

/** Levels of a message (include/linux/kern_levels.h). */
export const LEVEL = {
  emerg: 0,
  alert: 1,
  crit: 2,
  err: 3,
  warning: 4,
  notice: 5,
  info: 6,
  debug: 7,
} as const

/** One message of the kernel's log. */
export interface LogRecord {
  /** Since the kernel started. */
  readonly time: Nanoseconds
  /** 0 (emerg) … 7 (debug). */
  readonly level: number
  /** 0: the kernel; 1 user, 3 daemon: what programs wrote to /dev/kmsg (syslog(3)). */
  readonly facility: number
  /** One line, without its end. */
  readonly text: string
}

/** `[    2.774916] `: what stands before a message where times are shown (kernel/printk/printk.c, print_time). */
export const timeStamp = (time: Nanoseconds): string => {
  const micro = Math.floor(time / 1000)
  const fraction = String(micro % 1_000_000).padStart(6, '0')
  return `[${String(Math.floor(micro / 1_000_000)).padStart(5)}.${fraction}] `
}

/** The kernel's log (printk): a ring of messages, and the consoles that show those of a low enough level. */
export class KernelLog {
  /** Messages of a lower level than this reach the consoles (`loglevel=`, `quiet`). */
  consoleLevel = 7
  /** Shows a line, its time before it, on the consoles. */
  onConsole: ((line: string) => void) | undefined
  private readonly clock: () => Nanoseconds
  private readonly kept: LogRecord[] = []
  private readonly listeners = new Set<(record: LogRecord) => void>()

  constructor(clock: () => Nanoseconds) {
    this.clock = clock
  }
  get records(): readonly LogRecord[] {
    return this.kept
  }
  print(text: string, level: number = LEVEL.info, facility = 0): void {
    const record = { time: this.clock(), level, facility, text }
    this.kept.push(record)
    if (level < this.consoleLevel) this.onConsole?.(`${timeStamp(record.time)}${text}`)
    for (const listener of this.listeners) listener(record)
  }
  /** Hears every further message. Returns its removal. */
  listen(listener: (record: LogRecord) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
