import { readText, UnitFiles } from '../../init/manager/files.ts'
import { Settings } from '../../init/manager/settings.ts'
import type { Process } from '../../kernel/process.ts'

/** What the files of a unit say, with the file and the drop-ins. */
export function filesOf(p: Process, name: string) {
  const file = new UnitFiles(p).find(name)
  const settings = new Settings()
  if (file.path !== undefined && !file.masked)
    for (const path of [file.path, ...file.dropIns]) settings.add(readText(p, path))
  return { file, settings }
}

/** The command that a service runs. */
export const commandOf = (p: Process, name: string): string[] =>
  (filesOf(p, name).settings.get('Service', 'ExecStart') ?? '/usr/bin/dockerd').split(/\s+/)

const KNOWN = /^(-H|--host|fd:\/\/|--host=fd:\/\/|--containerd=\/run\/containerd\/containerd\.sock)$/

/** What a dockerd says that is started with options that the simulation does not have. */
export const refusal = (argv: readonly string[]): string | undefined =>
  argv.slice(1).every((word) => KNOWN.test(word))
    ? undefined
    : 'dockerd: Strata starts it as its unit file does, with no other options'
