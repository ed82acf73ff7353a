import { carried, errorStatus, replyStatus, statusLine, WIRE_MARK } from '../../base/api-exchange.ts'
import { EngineError } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'

/** Characters of a body that are shown. */
const LONGEST = 600

/**
 * Makes a call of the Engine API and, where the reader wants to see the wire, tells of it on standard error as `curl -v`
 * does: `>` what goes to the daemon, `<` what comes from it.
 */
export async function traced(
  process: Process,
  { verb, target }: { readonly verb: string; readonly target: string },
  { route, body }: { readonly route: string; readonly body: unknown },
  call: () => Promise<unknown>,
): Promise<unknown> {
  if (!process.exists(WIRE_MARK)) return call()
  const tell = (mark: '>' | '<', head: string, text: string): Promise<void> =>
    process.write(2, `${mark} ${head}\n${text === '' ? '' : `${mark} ${cut(text)}\n`}`)
  await tell('>', `${verb.toUpperCase()} ${target}`, carried(body))
  try {
    const reply = await call()
    await tell('<', statusLine(replyStatus(route, reply)), carried(reply))
    return reply
  } catch (error) {
    if (error instanceof EngineError)
      await tell('<', statusLine(errorStatus(error.code)), carried({ message: error.message }))
    throw error
  }
}

const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text
