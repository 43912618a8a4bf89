import type { SpanKind } from '../event-codes.ts';

/** A value that a rule can work with; arrays, lists and bytes are passed on unseen. */
export type PlainValue = string | number | boolean;

export interface DerivedAttribute {
  key: string;
  value: PlainValue;
}

/** Looks up another attribute of the same event, as it was sent. */
export type Sibling = (key: string) => PlainValue | undefined;

/**
 * What an older name becomes. Either the value is carried over unchanged under `renameTo(kind)`, or `derive` makes
 * new attributes of it. Where two rules give the same name, the one with the lower `rank` wins; a name
 * that the sender used itself always wins.
 */
export type AttributeRule =
  | { from: string; to: readonly string[]; rank: number; renameTo(kind: SpanKind): string; derive?: never }
  | {
      from: string;
      /** Every name that the rule may give. */
      to: readonly string[];
      rank: number;
      renameTo?: never;
      derive(value: PlainValue, kind: SpanKind, sibling: Sibling): DerivedAttribute[];
    };
