/**
 * Compiles only when two types are the same both ways: `same<BinAnswer, Static<typeof schema>>(true)`.
 * So the schema that documents an answer cannot drift from the type that the pages are built on.
 */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export function same<A, B>(_equal: Same<A, B>): void {}
