/** What a request of the hand-timed copy took by the copy's own clock, and how much of that in which part. */
export interface Account {
  /** `GET /api/week/:date` */
  name: string;
  totalMs: number;
  dbMs: number;
  viewMs: number;
  httpMs: number;
}

/** Where the copy tells all its accounts since it was asked last, as JSON. */
export const ACCOUNTS_PATH = '/hand-timed-accounts';
