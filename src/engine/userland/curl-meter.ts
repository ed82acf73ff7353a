/** The head of the progress meter, with its first line. */
export const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
  '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
/** The line of a transfer that brought nothing. */
export const meterNothing = (total: number, spent = 0): string => `${meterLine(total, spent)}\n`
/** The same without its end: `spent` seconds have passed. */
export function meterLine(total: number, spent: number): string {
  const time =
    spent === 0
      ? '--:--:--'
      : ` 0:${String(Math.floor(spent / 60)).padStart(2, '0')}:${String(spent % 60).padStart(2, '0')}`
  return `\r  0 ${String(total).padStart(5)}    0     0    0     0      0      0 --:--:-- ${time} --:--:--     0`
}

/** A transfer takes no time that curl would show; its speed is as if it took 4 ms. */
export function meterOf(size: number): string {
  const short = (bytes: number): string =>
    bytes < 100_000
      ? String(bytes)
      : bytes < 10_240_000
        ? `${Math.floor(bytes / 1024)}k`
        : `${Math.floor(bytes / 1_048_576)}M`
  const [total, speed] = [short(size).padStart(5), short(size * 250).padStart(6)]
  return `\r100 ${total}  100 ${total}    0     0 ${speed}      0 --:--:-- --:--:-- --:--:-- ${speed.slice(-5)}\n`
}
