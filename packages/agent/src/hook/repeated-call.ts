/**
 * Marks a database, cache or outgoing-call span with its place in the code when the same statement repeats in
 * one transaction, or when it has been slow before. The first three executions of a statement cost one map
 * look-up; the fourth takes the stack once, and all further ones borrow its result. The first slow one was begun like any
 * other: it gets the place that its end still knows, where it does (`noteDuration`).
 *
 * A stack costs 10 to 20 microseconds, which a busy route with an N+1 would pay in every request. So a statement whose place
 * was the same in some requests of a route is believed to come from there, and asked again now and then; one that was
 * found at two places of a route is always asked.
 */
import type { RecordedSpan } from '../record/span.ts';
import type { CodePlace, Transaction } from '../record/transaction.ts';
import { findCodePlace } from './code-place.ts';
import { Kind } from './hook-context.ts';
import { attempt } from './wrap-method.ts';

let repeatsBeforePlace = 4;
const SLOW_MS = 100;
/** Statements remembered as slow; the oldest is forgotten. */
const MAX_SLOW_STATEMENTS = 500;

const slowStatements = new Set<string>();

/** Requests of a route in which a statement must have come from one place before that is believed. */
const AGREEMENTS = 4;
/** One in so many is asked again. */
const ASK_AGAIN = 32;
const MAX_BELIEVED = 1_000;

function isSlow(statement: string): boolean {
  return slowStatements.size > 0 && slowStatements.has(statement);
}

interface Belief {
  place: CodePlace | null;
  agreements: number;
  uses: number;
}

const beliefs = new Map<string, Belief>();

/** For development and tests, where the cost of a stack for every statement does not matter. */
export function findAllPlaces(): void {
  repeatsBeforePlace = 1;
}

function placeOf(transaction: Transaction<RecordedSpan>, statement: string): CodePlace | null {
  const { route, first } = transaction;
  // Without a route a request may be any; in development and tests every place is to be the right one.
  if (first === undefined || (first.kind === Kind.server && route === '') || repeatsBeforePlace === 1)
    return findCodePlace();
  const key = `${first.name} ${route} ${statement}`;
  const belief = beliefs.get(key);
  if (belief && belief.agreements >= AGREEMENTS && ++belief.uses % ASK_AGAIN !== 0) return belief.place;
  const place = findCodePlace();
  if (belief === undefined) {
    if (beliefs.size >= MAX_BELIEVED) beliefs.clear();
    beliefs.set(key, { place, agreements: 1, uses: 0 });
  } else if (belief.place === place) belief.agreements++;
  else belief.agreements = Number.NEGATIVE_INFINITY;
  return place;
}

/** Counts the execution and adds the place where it is known or worth finding. Call on the caller's stack. */
export function markPlace(span: RecordedSpan, statement: string): void {
  const transaction = span.transaction;
  if (transaction === undefined) return;
  const repeat = transaction.repeat(statement);
  if (repeat.count >= repeatsBeforePlace || isSlow(statement)) {
    if (repeat.place === undefined) repeat.place = placeOf(transaction, statement);
    if (repeat.place) span.place = repeat.place.attributes;
  }
}

/**
 * The same where the caller's frames are on the stack only later.
 * @returns what looks for them, to be called then; undefined when the place is known or not wanted
 */
export function markPlaceLater(span: RecordedSpan, statement: string): (() => void) | undefined {
  const transaction = span.transaction;
  if (transaction === undefined) return undefined;
  const repeat = transaction.repeat(statement);
  if (repeat.count < repeatsBeforePlace && !isSlow(statement)) return undefined;
  const add = () => {
    if (repeat.place === undefined) repeat.place = placeOf(transaction, statement);
    if (repeat.place) span.place = repeat.place.attributes;
  };
  if (repeat.place === undefined) return add;
  add();
  return undefined;
}

/** For work that another call does: the place of that one, where it is known. */
export function borrowPlace(span: RecordedSpan, statement: string): void {
  const place = span.transaction?.known(statement)?.place;
  if (place) span.place = place.attributes;
}

/**
 * For pools: the statement is run later, from a callback of the pool, where the caller's frames are gone. Looks
 * for the place now, if the coming execution is one that wants it.
 */
export function lookAhead(transaction: Transaction<RecordedSpan> | undefined, statement: string): void {
  const repeat = transaction?.known(statement);
  const wanted = isSlow(statement) || (repeat?.count ?? 0) >= repeatsBeforePlace - 1;
  if (!wanted || transaction === undefined) return;
  const known = repeat ?? transaction.expect(statement);
  if (known.place === undefined) known.place = placeOf(transaction, statement);
}

/**
 * Remembers a slow statement, so that its next execution is taken with its place.
 * @param find where the end of a call still knows its place: for this first slow one, which was begun without
 */
export function noteDuration(span: RecordedSpan, statement: string, find?: () => CodePlace | null): void {
  if (span.endMs - span.startMs < SLOW_MS || slowStatements.has(statement)) return;
  if (slowStatements.size >= MAX_SLOW_STATEMENTS) {
    for (const oldest of slowStatements) {
      slowStatements.delete(oldest);
      break;
    }
  }
  slowStatements.add(statement);
  // It has ended, and is encoded later.
  if (find && span.place === undefined) span.place = attempt(find)?.attributes;
}
