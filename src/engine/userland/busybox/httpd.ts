import type { Main } from '../program.ts'

/** busybox's web server in the foreground (`-f`): it stays until a signal ends it. It answers no clients yet. */
export const httpdMain: Main = async (io) => {
  if (!io.args.includes('-f')) {
    await io.error('only the foreground (-f) is part of this simulation')
    return 1
  }
  for (;;) await io.p.pause()
}
