import { BadRequestError } from '../../errors.ts';

export const MAX_PAGE_ROWS = 1000;

/** How many rows an answer may have. @throws BadRequestError `bad-limit` */
export function parsePageLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_ROWS) return limit;
  throw new BadRequestError('bad-limit', `"limit" must be a whole number from 1 to ${MAX_PAGE_ROWS}.`);
}
