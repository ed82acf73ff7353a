/** A stretch where two lists of lines differ: [start, end) in each. */
export interface Hunk {
  readonly a: number
  readonly aEnd: number
  readonly b: number
  readonly bEnd: number
}

/** The smallest edits between two lists of lines (Myers, "An O(ND) Difference Algorithm"), in order. */
export function differences(left: readonly string[], right: readonly string[]): Hunk[] {
  let head = 0
  while (head < left.length && head < right.length && left[head] === right[head]) head++
  let tail = 0
  while (
    tail < left.length - head &&
    tail < right.length - head &&
    left.at(-1 - tail) === right.at(-1 - tail)
  )
    tail++
  const a = left.slice(head, left.length - tail)
  const b = right.slice(head, right.length - tail)
  const hunks: Hunk[] = []
  let open: { a: number; aEnd: number; b: number; bEnd: number } | undefined
  for (const { x, y, take } of script(a, b)) {
    if (!open || open.aEnd !== x || open.bEnd !== y) {
      open = { a: x, aEnd: x, b: y, bEnd: y }
      hunks.push(open)
    }
    if (take === 'a') open.aEnd++
    else open.bEnd++
  }
  return hunks.map((h) => ({ a: h.a + head, aEnd: h.aEnd + head, b: h.b + head, bEnd: h.bEnd + head }))
}

interface Edit {
  readonly x: number
  readonly y: number
  readonly take: 'a' | 'b'
}

function script(a: readonly string[], b: readonly string[]): Edit[] {
  const most = a.length + b.length
  const trace: Int32Array[] = []
  const reach = new Int32Array(2 * most + 2)
  const offset = most
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice())
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[offset + k - 1]! < reach[offset + k + 1]!)
      let x = down ? reach[offset + k + 1]! : reach[offset + k - 1]! + 1
      let y = x - k
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++
        y++
      }
      reach[offset + k] = x
      if (x >= a.length && y >= b.length) return backtrack(trace, d, k, x, offset)
    }
  }
  return []
}

function backtrack(trace: Int32Array[], d: number, k: number, x: number, offset: number): Edit[] {
  const edits: Edit[] = []
  for (; d > 0; d--) {
    const reach = trace[d]!
    const down = k === -d || (k !== d && reach[offset + k - 1]! < reach[offset + k + 1]!)
    k = down ? k + 1 : k - 1
    x = reach[offset + k]!
    edits.push({ x, y: x - k, take: down ? 'b' : 'a' })
  }
  return edits.reverse()
}
