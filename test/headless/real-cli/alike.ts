/** What a command line gave; on a terminal all is in `stdout`. */
export interface Answer {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** Lines that the real client, or the disk, gives in no fixed order: rows of images, variables, files that are named by their digests. */
const UNORDERED = /^docker (images|image ls)\b| env$|\bls -R\b/

/** What comes in no fixed order, in one order: lines, the names of runtimes. */
const inOrder = (command: string, text: string): string =>
  (UNORDERED.test(command) ? text.split('\n').sort().join('\n') : text).replace(
    /^( Runtimes: )(.*)$/m,
    (_, title: string, names: string) => title + names.split(' ').sort().join(' '),
  )

/** Ages of what was made within a scenario: one side lives by the real clock. They move columns. */
const withoutAges = (text: string): string =>
  text
    .replace(/(Less than a second|About a minute|\d+ (seconds?|minutes?)) ago/g, 'AGE')
    .replace(/ {2,}/g, '  ')

/** Digests of what was made within a scenario: they hold the time. */
const ID = /\b([0-9a-f]{64}|[0-9a-f]{12}|(?<=(file|dir|multi):)[0-9a-f]{17})(?![0-9a-f])/g
/** Where what the other side does not tell of is one like another. */
const withoutIds = (text: string, other: string): string =>
  text.replace(ID, (id) => (other.includes(id) ? id : 'ID'.padEnd(id.length)))

/** Parts of a second: a call over HTTP costs other kernel calls than one in process. */
const withoutFractions = (text: string): string => text.replace(/(T\d\d:\d\d:\d\d)\.\d+Z/g, '$1.FZ')

/** Files are made in real time on one side, and a simulated host shows the year of one from the future. */
const withoutTimes = (text: string): string =>
  text
    .replace(/\b([A-Z][a-z]{2} [ \d]\d) +(\d\d:\d\d|\d{4})(?= )/g, '$1 TIME')
    .replace(new RegExp(`\\b(${new Date().getUTCFullYear()}-\\d\\d-\\d\\d) \\d\\d:\\d\\d`, 'g'), '$1 TIME')

/** The real client may tell what its archiver thinks of a copy that it gave up itself, or end before. */
const withoutRaces = (text: string): string =>
  text.replace(/^time="[^"]*" level=error msg="Can't (add file|close tar writer).*closed pipe"\n/gm, '')

const TELLS_PIDS = /^docker (top|inspect)\b/
/** Process IDs: every call over HTTP takes one. */
const withoutPids = (command: string, text: string): string =>
  TELLS_PIDS.test(command) ? text.replace(/("Pid": |(?<=^|\s))\d{3,5}(?=,|\s|$)/gm, '$1PID') : text

const whole = ({ stdout, stderr }: Answer): string => stdout + stderr

/** An answer without what may differ from that of the other side. */
export function comparable(command: string, own: Answer, other: Answer): Answer {
  const masked = (text: string): string =>
    withoutPids(
      command,
      withoutTimes(withoutFractions(withoutAges(withoutIds(withoutRaces(text), whole(other))))),
    )
  return { stdout: inOrder(command, masked(own.stdout)), stderr: masked(own.stderr), exit: own.exit }
}
