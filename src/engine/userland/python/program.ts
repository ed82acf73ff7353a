import type { Program } from '../../kernel/process.ts'

/** `python3`: its interpreter is fetched when it is first run. */
export const python: Program = {
  name: 'python3',
  run: async (process) => (await import('./main.ts')).run(process),
}
