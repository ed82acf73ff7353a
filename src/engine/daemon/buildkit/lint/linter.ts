import { EngineError } from '../../../base/errors.ts'
import { byCodeUnit } from '../../../base/text.ts'
import type { Range } from '../../dockerfile/location.ts'
import { type Rule, type RuleName, ruleOf } from './rules.ts'

/** A rule that was broken. */
export interface Finding {
  readonly rule: Rule
  readonly message: string
  readonly range: Range
}

/** What `# check=…` sets. */
interface Settings {
  readonly skip: ReadonlySet<string>
  readonly skipAll: boolean
  readonly experimental: ReadonlySet<string>
  readonly experimentalAll: boolean
  readonly asError: boolean
}

const NOTHING: Settings = {
  skip: new Set(),
  skipAll: false,
  experimental: new Set(),
  experimentalAll: false,
  asError: false,
}
const fail = (text: string): EngineError => new EngineError('invalid', text)

/** Reads `skip=A,B;error=true` (BuildKit, linter.ParseLintOptions). Throws `invalid`. */
function settingsOf(text: string): Settings {
  let settings = NOTHING
  for (const part of text === '' ? [] : text.split(';')) {
    const at = part.indexOf('=')
    if (at < 0) throw fail(`invalid check option ${JSON.stringify(part)}`)
    const [key, value] = [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]
    const names = new Set(value.split(',').map((name) => name.trim()))
    const all = value.toLowerCase() === 'all'
    if (key === 'skip') settings = all ? { ...settings, skipAll: true } : { ...settings, skip: names }
    else if (key === 'experimental')
      settings = all ? { ...settings, experimentalAll: true } : { ...settings, experimental: names }
    else if (key === 'error') {
      if (!/^(true|false|1|0|t|f)$/i.test(value))
        throw fail(
          `failed to parse check option ${JSON.stringify(part)}: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
        )
      settings = { ...settings, asError: /^(true|1|t)$/i.test(value) }
    } else throw fail(`invalid check option ${JSON.stringify(key)}`)
  }
  return settings
}

/** Hears of what a Dockerfile does that it should not, and tells it on. */
export class Linter {
  private readonly settings: Settings
  private readonly tell: (finding: Finding) => void
  private readonly broken: Set<string>

  private constructor(settings: Settings, tell: (finding: Finding) => void, broken: Set<string>) {
    this.settings = settings
    this.tell = tell
    this.broken = broken
  }

  /** `check` is the value of the directive or of BUILDKIT_DOCKERFILE_CHECK. Throws `invalid`. */
  static of(check: string, tell: (finding: Finding) => void): Linter {
    try {
      return new Linter(settingsOf(check), tell, new Set())
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw fail(`failed to parse check options: ${error.message}`)
    }
  }

  report(name: RuleName, range: Range, ...words: string[]): void {
    const rule = ruleOf(name)
    const { skip, skipAll, experimental, experimentalAll } = this.settings
    if (rule.experimental ? !experimentalAll && !experimental.has(name) : skipAll || skip.has(name)) return
    this.broken.add(name)
    this.tell({ rule, message: rule.message(...words), range })
  }

  /** Throws where rules were broken and `error=true` was set. */
  finish(): void {
    if (this.settings.asError && this.broken.size > 0)
      throw fail(`lint violation found for rules: ${[...this.broken].sort(byCodeUnit).join(', ')}`)
  }
}
