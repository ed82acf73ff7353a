import type { SocketState } from '../../kernel/net/calls.ts'

/** States of TCP whose names in netstat and lsof are others. */
const NAMES: Partial<Record<SocketState, string>> = {
  'SYN-SENT': 'SYN_SENT',
  'SYN-RECEIVED': 'SYN_RECV',
  'FIN-WAIT-1': 'FIN_WAIT1',
  'FIN-WAIT-2': 'FIN_WAIT2',
  'TIME-WAIT': 'TIME_WAIT',
  'CLOSE-WAIT': 'CLOSE_WAIT',
  'LAST-ACK': 'LAST_ACK',
  CLOSED: 'CLOSE',
}

/** A state of TCP as netstat and lsof name it: `SYN_RECV`, `TIME_WAIT`. */
export const tcpStateName = (state: SocketState): string => NAMES[state] ?? state
