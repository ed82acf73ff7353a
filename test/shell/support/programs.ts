import type { Process, Program } from '../../../src/engine/kernel/process.ts'
import type { FakeKernel } from './kernel.ts'

async function input(p: Process, files: readonly string[]): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for (const file of files.length > 0 ? files : ['-']) {
    const fd = file === '-' ? 0 : p.open(file, { read: true })
    for (;;) {
      const bytes = await p.read(fd)
      if (bytes.length === 0) break
      text += decoder.decode(bytes)
    }
  }
  return text
}
const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n')

const PROGRAMS: Record<string, (p: Process, args: readonly string[]) => Promise<number>> = {
  async cat(p, args) {
    for (const file of args.length > 0 ? args : ['-']) {
      const fd = file === '-' ? 0 : p.open(file, { read: true })
      for (;;) {
        const bytes = await p.read(fd)
        if (bytes.length === 0) break
        await p.write(1, bytes)
      }
    }
    return 0
  },
  async wc(p, args) {
    const text = await input(p, args.slice(1))
    const count =
      args[0] === '-c'
        ? new TextEncoder().encode(text).length
        : args[0] === '-w'
          ? text.split(/\s+/).filter(Boolean).length
          : text.split('\n').length - 1
    await p.write(1, `${count}\n`)
    return 0
  },
  async sort(p, args) {
    const sorted = lines(
      await input(
        p,
        args.filter((arg) => arg !== '-r'),
      ),
    ).sort()
    if (args.includes('-r')) sorted.reverse()
    await p.write(1, `${sorted.join('\n')}\n`)
    return 0
  },
  async head(p, args) {
    const count = Number(args[0] === '-n' ? args[1] : args[0]!.slice(1))
    let rest = count
    while (rest > 0) {
      const bytes = await p.read(0, 1)
      if (bytes.length === 0) break
      await p.write(1, bytes)
      if (bytes[0] === 10) rest--
    }
    return 0
  },
  async seq(p, args) {
    for (let i = args.length > 1 ? Number(args[0]) : 1; i <= Number(args.at(-1)); i++)
      await p.write(1, `${i}\n`)
    return 0
  },
  async yes(p, args) {
    for (;;) await p.write(1, `${args[0] ?? 'y'}\n`.repeat(100))
  },
  async sleep(p, args) {
    const end = p.now() + BigInt(Math.round(Number(args[0]) * 1e9))
    // One of days outlasts its test, however busy the machine is.
    while (p.now() < end) await p.sleep(Math.min(Number(args[0]) * 1e8, 1e12))
    return 0
  },
  async env(p) {
    for (const [name, value] of [...p.env].sort()) await p.write(1, `${name}=${value}\n`)
    return 0
  },
  async rm(p, args) {
    for (const file of args.filter((arg) => !arg.startsWith('-'))) if (p.exists(file)) p.unlink(file)
    return 0
  },
  async mkdir(p, args) {
    for (const file of args.filter((arg) => !arg.startsWith('-'))) if (!p.exists(file)) p.mkdir(file)
    return 0
  },
  async touch(p, args) {
    for (const file of args) if (!p.exists(file)) p.writeFile(file, '')
    return 0
  },
  async chmod(p, args) {
    for (const file of args.slice(1))
      p.writeFile(file, new TextDecoder().decode(p.readFile(file).read(0, 1e6)), 0o755)
    return 0
  },
  async tr(p, args) {
    const [from, to] = args as [string, string]
    const text = await input(p, [])
    const expand = (set: string): string =>
      set.replace(/(.)-(.)/g, (_, a: string, b: string) => {
        let out = ''
        for (let c = a.charCodeAt(0); c <= b.charCodeAt(0); c++) out += String.fromCharCode(c)
        return out
      })
    if (from === '-d') await p.write(1, [...text].filter((c) => !expand(to).includes(c)).join(''))
    else
      await p.write(
        1,
        [...text]
          .map((c) => {
            const i = expand(from).indexOf(c)
            return i < 0 ? c : expand(to)[i]!
          })
          .join(''),
      )
    return 0
  },
}

export function installPrograms(kernel: FakeKernel): void {
  for (const [name, body] of Object.entries(PROGRAMS)) {
    const program: Program = { name, run: (p) => body(p, p.argv.slice(1)) }
    kernel.program(`/bin/${name}`, program)
  }
}
