import type { ErrorGroup, ErrorsAnswer } from '@tracebin/model';

/** One group of errors of an answer. Times in milliseconds since the epoch. */
export interface ErrorRow extends ErrorGroup {
  errors: number;
  perMinute: number;
  /** Part of all errors, 0 to 1. */
  share: number;
  firstSeen: number;
  lastSeen: number;
  firstVersion: string;
  lastVersion: string;
  isNew: boolean;
  transaction: string;
  transactions: number;
  trend: number[];
  traceId: string;
}

export function errorRows(answer: ErrorsAnswer): ErrorRow[] {
  const minutes = (Date.parse(answer.to) - Date.parse(answer.from)) / 60_000;
  return answer.groups.map((group, row) => ({
    ...group,
    errors: answer.errors[row]!,
    perMinute: minutes > 0 ? answer.errors[row]! / minutes : 0,
    share: answer.all.errors > 0 ? answer.errors[row]! / answer.all.errors : 0,
    firstSeen: Date.parse(answer.firstSeen[row]!),
    lastSeen: Date.parse(answer.lastSeen[row]!),
    firstVersion: answer.firstVersion[row]!,
    lastVersion: answer.lastVersion[row]!,
    isNew: answer.isNew[row]!,
    transaction: answer.transaction[row]!,
    transactions: answer.transactions[row]!,
    trend: answer.trend[row]!,
    traceId: answer.traceId[row]!,
  }));
}

/** What a group is called where the sender says little. */
export const errorName = ({ type, place }: Pick<ErrorGroup, 'type' | 'place'>): string =>
  type || place || 'Error';

/** The message without its values, in one line. */
export const errorText = ({ shape, message }: Pick<ErrorGroup, 'shape' | 'message'>): string =>
  (shape || message).replace(/\s+/g, ' ').trim();
