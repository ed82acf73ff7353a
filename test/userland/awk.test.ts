import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

/** What mawk 1.3.4-20200120 prints. */
const CASES: readonly (readonly [string, string])[] = [
  [`printf 'a b\\nc d\\n' | awk 'NR>1 {print $1}'`, 'c\n'],
  [`awk -F: 'NR==1{print $1, NF}' /etc/passwd`, 'root 7\n'],
  [
    `awk 'BEGIN{print 2^31, 0.1, 1e6, 2^3^2, -2^2, 1 " " -1, 2<10, "a"<"b"}'`,
    '2.14748e+09 0.1 1000000 512 -4 1-1 1 1\n',
  ],
  [
    `awk 'BEGIN{s="hello"; gsub(/l/,"[&]",s); print s; print substr("hello",0), match("xaaay",/a+/), RLENGTH}'`,
    'he[l][l]o\nhello 2 3\n',
  ],
  [`echo 'a b c' | awk '{$5="x"; print; print NF; NF=2; print}' OFS=-`, 'a-b-c--x\n5\na-b\n'],
  [
    `awk 'function f(a,n){a[n]=n; return n<2?n:f(a,n-1)+n} BEGIN{print f(t,4), length(t), (1,2) in t, 3 in t}'`,
    '10 4 0 1\n',
  ],
  [
    `awk 'BEGIN{"echo hi"|getline x; print x; print "b\\na"|"sort"; close("sort"); print system("exit 3")}'`,
    'hi\na\nb\n3\n',
  ],
  [`yes | awk 'NR==3{print NR; exit 4}'; echo $?`, '3\n4\n'],
  [`printf 'a 1\\nb 2\\n\\nc 3\\n' | awk -v RS= '{print NF":"$1}'`, '4:a\n2:c\n'],
  [
    `awk 'BEGIN{printf "%5.2f|%-5d|%05d|%x|%c%c\\n",3.14159,42,42,255,65,"hello"; print split("a:b:c",q,":"), q[3]}'`,
    ' 3.14|42   |00042|ff|Ah\n3 c\n',
  ],
]

describe('awk', () => {
  const host = openSmallHost()
  it.each(CASES)('%s', async (line, stdout) => {
    expect(await host.sh(line)).toMatchObject({ stdout, stderr: '' })
  })
  it('gives up a call that never ends', async () => {
    const { stderr, exit } = await host.sh(`awk 'function f(n) { return f(n + 1) } BEGIN { f(0) }'`)
    expect(stderr).toMatch(/^awk: run time error: function calls nested too deep: f\n/)
    expect(exit).toBe(2)
  })
  it('says what is wrong in the words of mawk', async () => {
    const said = async (line: string): Promise<unknown> => {
      const { stderr, exit } = await host.sh(line)
      return [stderr, exit]
    }
    expect(await said(`awk 'BEGIN{x = = 1}'`)).toEqual(['awk: line 1: syntax error at or near =\n', 2])
    expect(await said(`awk '{print}' /none`)).toEqual([
      'awk: cannot open /none (No such file or directory)\n',
      2,
    ])
  })
})
