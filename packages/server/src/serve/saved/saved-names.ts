import { randomBytes } from 'node:crypto';
import { freeName, type IsoTime, SAVED_LIMITS } from '@tracebin/model';
import { isoTime } from '../../ask/index.ts';
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
  const names = others.map((each) => each.name);
  const free = freeName(trimmed, names, SAVED_LIMITS.nameLength);
  if (free !== trimmed) {
    throw new TracebinError('name-taken', 'Another one has this name.', {
      status: 409,
      hint: `"${free}" is free. Or change the one that has the name.`,
    });
  }
  return trimmed;
}

/**
 * Refuses a change of a version that is not the last one.
 *
 * @param basedOn `changedAt` of the version that was seen; undefined changes whatever is there
 * @throws TracebinError `changed-meanwhile`
 */
export function checkBasedOn(before: SavedItem, basedOn: IsoTime | undefined, what: string): void {
  if (basedOn === undefined || basedOn === changedAtOf(before)) return;
  throw new TracebinError('changed-meanwhile', `Somebody else has changed this ${what}.`, {
    status: 409,
    hint: 'Load it again, then make your change.',
  });
}

export const changedAtOf = ({ changedAtMs }: SavedItem): IsoTime => isoTime(BigInt(changedAtMs) * 1_000_000n);

/** @throws NotFoundError */
export function knownItem(items: readonly SavedItem[], id: string, what: string): SavedItem {
  const found = items.find((each) => each.id === id);
  if (found === undefined) throw new NotFoundError(`The bin has no such ${what}.`);
  return found;
}
