/** What may come of a request, and when to try again. */
import type { PartialSuccess } from './partial-success.ts';

/** By whoever is at the other end. */
export function wasClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** The server took it. */
export interface Taken {
  /** What else its answer says, which comes later than that. Never rejects. */
  objection: Promise<PartialSuccess | undefined>;
}

export interface NotTaken {
  retry: boolean;
  reason: string;
  retryAfterMs: number | undefined;
}

export type Outcome = Taken | NotTaken;

/** RFC 9110 section 10.2.3: seconds or a date. Bounded to five minutes, so that no answer can silence us. */
export function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 300_000) : undefined;
}
