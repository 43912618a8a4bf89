import type { ExternalHost, ExternalsAnswer } from '@tracebin/model';

/** A host or queue that is called, with what its totals say: calls a minute, nanoseconds a call, share of all time. */
export interface CallRow extends ExternalHost {
  perMinute: number;
  mean: number;
  share: number;
}

export function callRows({ hosts, all, from, to }: ExternalsAnswer): CallRow[] {
  const minutes = Math.max((Date.parse(to) - Date.parse(from)) / 60_000, 1 / 60);
  return hosts.map((host) => ({
    ...host,
    perMinute: host.calls / minutes,
    mean: host.calls > 0 ? host.total / host.calls : 0,
    share: all.total > 0 ? host.total / all.total : 0,
  }));
}
