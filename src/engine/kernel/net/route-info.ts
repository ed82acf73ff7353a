import type { RouteScope, RouteType } from './routes.ts'

export interface NewRoute {
  readonly dst: string
  readonly length: number
  readonly type?: RouteType
  readonly gateway?: string
  readonly device?: string
  readonly src?: string
  readonly scope?: RouteScope
  readonly protocol?: string
  readonly metric?: number
  readonly table?: number
  readonly onlink?: boolean
  readonly mtu?: number | undefined
}

export interface RouteInfo {
  readonly family: 'inet' | 'inet6'
  readonly type: RouteType
  /** Address of the prefix; with length 0 it is the default route. */
  readonly dst: string
  readonly length: number
  readonly gateway: string | undefined
  readonly device: string | undefined
  readonly src: string | undefined
  readonly scope: RouteScope
  readonly protocol: string
  readonly metric: number
  readonly table: number
  readonly onlink: boolean
  /** The device has no carrier. */
  readonly linkDown: boolean
  readonly mtu: number | undefined
}

/** What `ip route get` tells. */
export interface RouteChoice {
  readonly dst: string
  readonly from: string | undefined
  readonly gateway: string | undefined
  readonly device: string
  readonly src: string
  readonly uid: number
  readonly type: RouteType
  /** Of the route, where it has one. */
  readonly mtu: number | undefined
  readonly table: number
}

export interface RuleInfo {
  readonly priority: number
  readonly family: 'inet' | 'inet6'
  readonly from: string | undefined
  readonly to: string | undefined
  readonly mark: number | undefined
  readonly iif: string | undefined
  readonly oif: string | undefined
  readonly table: number
}

/** Prefixes as `10.0.0.0/8`. */
export interface NewRule {
  readonly family: 'inet' | 'inet6'
  readonly priority?: number
  readonly from?: string
  readonly to?: string
  readonly mark?: number
  readonly iif?: string
  readonly oif?: string
  readonly table: number
}
