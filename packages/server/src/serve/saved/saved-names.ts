import { randomBytes } from 'node:crypto';
import { SAVED_LIMITS } from '@tracebin/model';
import { BadRequestError, NotFoundError, TracebinError } from '../../errors.ts';
import type { SavedItem } from '../../store/index.ts';

export const newSavedId = (): string => randomBytes(8).toString('hex');

/** Later than the version before, whatever the clock says: the store keeps the latest. */
export const nextChange = (before: SavedItem | undefined, nowMs: number): number =>
  Math.max(Math.trunc(nowMs), (before?.changedAtMs ?? 0) + 1);

/**
 * The name as it is kept: without blanks around it.
 *
 * @param others all that the bin has of the kind, but for the one that is changed
 * @throws BadRequestError `bad-name`
 * @throws TracebinError `name-taken`
 */
export function checkedName(name: string, others: readonly SavedItem[]): string {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > SAVED_LIMITS.nameLength) {
    throw new BadRequestError('bad-name', `A name has 1 to ${SAVED_LIMITS.nameLength} characters.`);
  }
  const plain = trimmed.toLowerCase();
  if (others.some((each) => each.name.toLowerCase() === plain)) {
    throw new TracebinError('name-taken', 'Another one has this name.', {
      status: 409,
      hint: 'Choose another name, or change the one that has it.',
    });
  }
  return trimmed;
}

/** @throws NotFoundError */
export function knownItem(items: readonly SavedItem[], id: string, what: string): SavedItem {
  const found = items.find((each) => each.id === id);
  if (found === undefined) throw new NotFoundError(`The bin has no such ${what}.`);
  return found;
}
