/** A serial console's bytes as text: a jump of the cursor becomes the end of a line, all else of escapes goes. */
export class ConsoleText {
  private text = ''
  private readonly decoder = new TextDecoder()

  add(bytes: Uint8Array): void {
    this.text += this.decoder.decode(bytes, { stream: true })
  }
  get plain(): string {
    return this.text
      .replace(/\x1b\[\d*;\d*H/g, '\n')
      .replace(/\x1b\[[\d;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x1b\][^\x07]*\x07|\x07/g, '')
      .replace(/\r+\n/g, '\n')
      .replace(/[^\n]\x08 \x08/g, '')
      .replace(/ \r/g, '')
      .replace(/\r/g, '')
  }
}
