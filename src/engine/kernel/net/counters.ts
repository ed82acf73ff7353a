/** Counters of the protocols (RFC 4293, RFC 4022, RFC 4113), as /proc/net/snmp and `netstat -s` show them. */
export class Counters {
  private readonly values = new Map<string, number>()
  count(group: string, name: string, by = 1): void {
    const key = `${group} ${name}`
    this.values.set(key, (this.values.get(key) ?? 0) + by)
  }
  get(group: string, name: string): number {
    return this.values.get(`${group} ${name}`) ?? 0
  }
}
