import { isErrno } from '../base/errors.ts'
import type { ExitCode, Process } from '../kernel/process.ts'
import { askPage, type Download } from './page.ts'

/**
 * `strata download PATH...`: hands files of the host to the reader's own computer. The page takes each as it is now; the
 * command does not wait until the browser has saved it. Exit 1 when a file cannot be read, or there is no page.
 */
export async function download(process: Process, argv: readonly string[]): Promise<ExitCode> {
  if (argv.length === 0) {
    await process.write(2, 'usage: strata download PATH...\n')
    return 2
  }
  let code: ExitCode = 0
  for (const path of argv) {
    const failure = await send(process, path)
    if (failure === undefined) continue
    await process.write(2, `strata: ${failure}\n`)
    code = 1
  }
  return code
}

/** Sends one file; what went wrong, if something did. */
async function send(process: Process, path: string): Promise<string | undefined> {
  let file: Download
  try {
    file = { name: process.realpath(path).split('/').at(-1)!, body: process.readFile(path) }
  } catch (error) {
    if (isErrno(error)) return `${path}: ${error.message}`
    throw error
  }
  const answer = await askPage(process, { kind: 'download', file })
  if (!answer) return `${path}: this host is not in a page, so there is no browser to give the file to`
  await process.write(1, `${path}: ${file.body.size} bytes, given to your browser\n`)
  return undefined
}
