import type { Body } from '../base/body.ts'
import type { Instant } from '../base/time.ts'

/** What every entry of a layer carries. `mode` without type bits. */
export interface EntryAttributes {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: Instant
  /** Extended attributes, as PAX `SCHILY.xattr.` records carry them. */
  readonly xattrs?: ReadonlyMap<string, Uint8Array>
}

/**
 * One entry of a layer (OCI image spec, layer.md). `path` is relative, without a leading or trailing slash; the
 * root itself is ''. A whiteout hides `path` of the layers below; `opaque` hides everything below the
 * directory `path` that lower layers put there.
 */
export type LayerEntry =
  | ({ readonly kind: 'file'; readonly path: string; readonly body: Body } & EntryAttributes)
  | ({ readonly kind: 'directory'; readonly path: string } & EntryAttributes)
  | ({ readonly kind: 'symlink'; readonly path: string; readonly target: string } & EntryAttributes)
  /** `target` is the path of an earlier entry of the same layer. */
  | ({ readonly kind: 'hardlink'; readonly path: string; readonly target: string } & EntryAttributes)
  | ({
      readonly kind: 'device'
      readonly path: string
      /** S_IFCHR or S_IFBLK. */
      readonly type: number
      readonly rdev: { readonly major: number; readonly minor: number }
    } & EntryAttributes)
  | ({ readonly kind: 'fifo'; readonly path: string } & EntryAttributes)
  | ({ readonly kind: 'whiteout'; readonly path: string } & Partial<EntryAttributes>)
  | ({ readonly kind: 'opaque'; readonly path: string } & Partial<EntryAttributes>)
