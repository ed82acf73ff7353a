import { decodeBase64, encodeBase64 } from '../base/base64.ts'
import { decode, encode } from '../base/text.ts'
import { noAccess, refusal } from './faults.ts'

/** A name and a password, as a client sends them. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Who asks, as far as a registry knows. */
export interface Grant {
  /** Absent: anybody. */
  readonly user?: string
}

/** A registry that wants to know who one is: accounts, and what they may do. */
export interface Accounts {
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>
  /** Repositories below these names are hidden from all but their owner: `private/`. */
  readonly hidden?: readonly string[]
  /** A login is answered with a token that stands for the password from then on, so that no client need keep it. */
  readonly identityTokens?: boolean
}

/** Where the token server is, and what it calls the registry (docker/distribution, docs/spec/auth/token.md). */
export interface TokenServer {
  readonly realm: string
  readonly service: string
}

/**
 * Who may do what in a registry. Without accounts everybody may do everything. With accounts everybody may pull what is
 * there and not hidden, and a user may push to `user/…`.
 */
export class Access {
  readonly accounts: Accounts | undefined
  constructor(accounts: Accounts | undefined) {
    this.accounts = accounts
  }

  /** Who has these credentials. Throws where the password is wrong; nobody is everybody. */
  check(credentials: Credentials | undefined): Grant {
    if (!this.accounts || !credentials) return {}
    const { users } = this.accounts
    const known = Object.hasOwn(users, credentials.username) ? users[credentials.username] : undefined
    if (known === undefined || known !== credentials.password)
      throw refusal('UNAUTHORIZED', undefined, 'incorrect username or password')
    return { user: credentials.username }
  }

  /** A token for whoever holds the grant. A real one is signed; this one is only ever read by its maker. */
  issue({ user }: Grant, scopes: readonly string[] = []): string {
    const list = scopes.map((scope) => JSON.stringify(scope)).join(', ')
    return encodeBase64(encode(`{"u": ${JSON.stringify(user ?? null)}, "scope": [${list}]}`))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
  }

  /** Who a token was issued to. Throws `UNAUTHORIZED` for what is no token of this registry. */
  identify(token: string): Grant {
    const text = decode(decodeBase64(token.replaceAll('-', '+').replaceAll('_', '/')).bytes)
    const user = /^\{"u": (null|"(?:[^"\\]|\\.)*"), "scope": \[.*\]\}$/.exec(text)?.[1]
    const name = user === undefined ? undefined : (JSON.parse(user) as string | null)
    if (name === null) return {}
    if (name === undefined || !Object.hasOwn(this.accounts?.users ?? {}, name)) throw refusal('UNAUTHORIZED')
    return { user: name }
  }

  /** Whether the repository may be read. `exists` matters: a hub does not tell what is not there. */
  reads({ user }: Grant, repository: string, exists: boolean): boolean {
    if (!this.accounts || owns(user, repository)) return true
    return exists && !this.accounts.hidden?.some((prefix) => repository.startsWith(prefix))
  }

  /** Throws where the repository may not be read. */
  pull(as: Grant, repository: string, exists: boolean): void {
    if (!this.reads(as, repository, exists))
      throw noAccess({ repository, actions: ['pull'], insufficient: true })
  }

  /** Throws where the repository may not be written to. */
  push({ user }: Grant, repository: string): void {
    if (!this.accounts || owns(user, repository)) return
    throw noAccess({ repository, actions: ['push', 'pull'], insufficient: true })
  }
}

const owns = (user: string | undefined, repository: string): boolean =>
  user !== undefined && repository.startsWith(`${user}/`)
