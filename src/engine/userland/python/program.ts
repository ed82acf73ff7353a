import { later } from '../../base/later.ts'
import { laterProgram } from '../later-program.ts'

/** `python3`: its interpreter is fetched when it is first run. */
export const python = laterProgram(
  'python3',
  later(async () => ({ name: 'python3', run: (await import('./main.ts')).run })),
)
