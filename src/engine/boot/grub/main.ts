import type { Body } from '../../base/body.ts'
import { SECOND } from '../../base/time.ts'
import type { Outcome, Pc } from '../pc.ts'
import { RESERVE } from '../reserve.ts'
import { COMMANDS, CORE_MODULES, EMBEDDED, NORMAL_MODULES } from './commands/registry.ts'
import { devicesOf, filesystemOf } from './devices.ts'
import { GrubError } from './errors.ts'
import type { CoreImage } from './images.ts'
import { showMenu } from './menu.ts'
import { Grub, Leave, type MenuEntry, type Platform } from './shell.ts'
import { TextOut } from './text.ts'

/** A core image as it was started. */
export interface Started extends CoreImage {
  readonly platform: Platform
  /** What it was read from: `hd0`, or the partition of an EFI image. */
  readonly device: string
  /** Folder of an EFI image. */
  readonly folder?: string
  /** As `Grub.trusts`. */
  readonly trusts?: ((image: Body) => boolean) | undefined
}

/** Variables that say what this GRUB can do (GRUB manual, "Special environment variables"). */
const FEATURES =
  '200_final all_video_module chainloader_bpb default_font_path menuentry_id menuentry_options nativedisk_cmd ntldr platform_search_hint timeout_style'
/** What it sets where it may run nothing that is not signed (kern/efi/sb.c, kern/lockdown.c). */
const LOCKED_DOWN: [string, string][] = [
  ['lockdown', 'y'],
  ['shim_lock', 'y'],
]
/** How long an error stays before the menu comes back. */
const MESSAGE_SECONDS = 10

/** GRUB from its core image on: finds its files, runs grub.cfg, shows the menu. */
export async function runGrub(pc: Pc, core: Started): Promise<Outcome> {
  pc.terminal.place = 'loader'
  pc.terminal.write('Welcome to GRUB!\n\n')
  const modules = core.monolithic ? [...CORE_MODULES, ...EMBEDDED] : CORE_MODULES
  const out = new TextOut(pc.terminal, 80, false)
  const grub = new Grub(pc, core.platform, out, modules, COMMANDS, core.trusts)
  try {
    try {
      findFiles(grub, core)
      grub.insmod('normal')
    } catch (error) {
      if (!(error instanceof GrubError)) throw error
      grub.showError(error)
      await RESERVE.code.rescue(grub, () => normal(grub))
      return { kind: 'hang' }
    }
    await normal(grub)
    return { kind: 'hang' }
  } catch (error) {
    if (error instanceof Leave) return error.outcome
    throw error
  }
}

/** Sets `$cmdpath`, `$prefix` and `$root` as the core image was told. */
function findFiles(grub: Grub, { prefix, uuid, device, folder = '' }: Started): void {
  const { env, pc } = grub
  env.set('cmdpath', `(${device})${folder}`)
  if (uuid === undefined) {
    const [, own = '', path = prefix] = /^\(([^)]*)\)(.*)$/.exec(prefix) ?? []
    const root = own.startsWith(',') ? `${device.split(',')[0]}${own}` : own || device
    env.set('prefix', `(${root})${path}`)
    env.set('root', root)
    return
  }
  const found = devicesOf(pc.disk).find(({ partition }) => partition?.volume?.facts?.uuid === uuid)
  if (!found) throw new GrubError(`no such device: ${uuid}`)
  filesystemOf(found)
  env.set('prefix', `(${found.name})${prefix}`)
  env.set('root', found.name)
}

/** Normal mode: grub.cfg and its menu; without entries the command line. */
async function normal(before: Grub): Promise<void> {
  const { pc, platform } = before
  const grub = new Grub(
    pc,
    platform,
    new TextOut(pc.terminal, 79),
    [...before.modules, ...NORMAL_MODULES],
    COMMANDS,
    before.trusts,
  )
  for (const [name, value] of before.env) grub.env.set(name, value)
  const own: [string, string][] = [
    ...FEATURES.split(' ').map((name): [string, string] => [`feature_${name}`, 'y']),
    ['?', '0'],
    ['color_highlight', 'black/light-gray'],
    ['color_normal', 'light-gray/black'],
    ['grub_cpu', platform === 'i386-pc' ? 'i386' : 'x86_64'],
    ['grub_platform', platform === 'i386-pc' ? 'pc' : 'efi'],
    ['lang', ''],
    ['locale_dir', ''],
    ['pager', ''],
    ['secondary_locale_dir', ''],
    ...(platform === 'i386-pc'
      ? ([
          ['net_default_ip', '(null)'],
          ['net_default_mac', '(null)'],
          ['net_default_server', ''],
          ['pxe_default_server', ''],
        ] as [string, string][])
      : []),
    ...(before.trusts ? LOCKED_DOWN : []),
  ]
  for (const [name, value] of own) grub.env.set(name, value)
  grub.showMenu = (entries) => menuLoop(grub, entries, true)
  await configure(grub, `${grub.variable('prefix')}/grub.cfg`)
  await menuLoop(grub, grub.entries, false)
  await RESERVE.code.commandLine(grub, false)
}

/** Runs a configuration file. Its errors are shown, and the menu comes all the same. */
async function configure(grub: Grub, path: string): Promise<void> {
  try {
    await grub.runFile(path)
  } catch (error) {
    if (!(error instanceof GrubError)) throw error
    if (!error.message.endsWith('not found')) grub.showError(error)
  }
}

/** Shows a menu again and again, until it is left. Without entries it does nothing. */
export async function menuLoop(grub: Grub, entries: readonly MenuEntry[], nested: boolean): Promise<void> {
  if (entries.length === 0) return
  const seconds = Number.parseInt(grub.variable('timeout') || '-1', 10)
  let timeout = seconds < 0 ? undefined : seconds
  let chosen = defaultEntry(grub.variable('default'), entries)
  if (timeout === 0) {
    await runEntry(grub, entries[chosen]!, true)
    timeout = undefined
  }
  for (;;) {
    const choice = await showMenu(grub, entries, chosen, timeout, nested)
    timeout = undefined
    grub.env.delete('timeout')
    if (choice.kind === 'back') return
    if (choice.kind === 'command-line') {
      await RESERVE.code.commandLine(grub, true)
    }
    if (choice.kind !== 'run' && choice.kind !== 'edit') continue
    chosen = choice.index
    const entry = entries[choice.index]!
    if (choice.kind === 'run') await runEntry(grub, entry, choice.automatic)
    else await RESERVE.code.editEntry(grub, entry)
  }
}

function defaultEntry(wanted: string, entries: readonly MenuEntry[]): number {
  const [first = ''] = wanted.split('>')
  const named = entries.findIndex(({ id, title }) => id === first || title === first)
  const at = named >= 0 ? named : Number.parseInt(first, 10)
  return at >= 0 && at < entries.length ? at : 0
}

async function runEntry(grub: Grub, entry: MenuEntry, automatic: boolean): Promise<void> {
  if (entry.submenu) {
    await RESERVE.code.openSubmenu(grub, entry)
    return
  }
  grub.out.clear()
  if (automatic) grub.out.print(`  Booting \`${entry.title}'\n\n`)
  await runSource(grub, entry)
  if (automatic) {
    grub.out.print('\nFailed to boot both default and fallback entries.\n')
    await waitForKey(grub)
  }
}

/** Runs the commands of an entry, then boots what they loaded. Errors are left standing until a key comes. */
export async function runSource(grub: Grub, { source, args, id }: MenuEntry): Promise<void> {
  grub.pc.terminal.place = 'loader'
  grub.env.set('chosen', id)
  const before = grub.errors
  await tell(grub, () => grub.run(source, args))
  if (grub.errors !== before) await waitForKey(grub)
  if (grub.loaded.image) await grub.run('boot')
}

/** Runs something whose errors are shown. */
export async function tell(grub: Grub, what: () => Promise<number>): Promise<void> {
  try {
    await what()
  } catch (error) {
    if (!(error instanceof GrubError)) throw error
    grub.showError(error)
  }
}

async function waitForKey({ out, pc }: Grub): Promise<void> {
  out.print('\nPress any key to continue...')
  await pc.terminal.key(MESSAGE_SECONDS * SECOND)
  out.print('\n')
}
