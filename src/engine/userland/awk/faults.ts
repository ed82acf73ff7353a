/** A program that is no awk: the words of mawk (after the line) and of busybox. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault'
  readonly line: number
  readonly busybox: string
  constructor(line: number, message: string, busybox = 'Unexpected token') {
    super(message)
    this.line = line
    this.busybox = busybox
  }
}

/** What goes wrong while a program runs. `plain` is said as it is, else mawk calls it a run time error and tells the record. */
export class RunFault extends Error {
  override readonly name = 'RunFault'
  readonly plain: boolean
  readonly busybox: string
  constructor(message: string, busybox: string, plain = false) {
    super(message)
    this.plain = plain
    this.busybox = busybox
  }
}
