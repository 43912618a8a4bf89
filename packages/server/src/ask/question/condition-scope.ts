import type { FieldBook } from './field-book.ts';

/** What conditions are about. */
export interface ConditionScope {
  fields: FieldBook;
  /** WHERE of the spans in which relatives are looked for: bin, type and time. */
  relatives: string;
}
