import type { BinAnswer } from './bins.ts';

/**
 * Data of each message of `GET /api/bins/:bin/live` (server-sent events, event name `activity`): what of the bin
 * changes by itself. One message at once, then one a second; each replaces the one before, so none must be kept.
 */
export type LiveActivity = Pick<
  BinAnswer,
  'arrivals' | 'refusals' | 'firstEventAt' | 'lastEventAt' | 'firstTraceId' | 'services'
>;
