import type { FieldBook } from './field-book.ts';
import type { KinLists } from './kin-lists.ts';
import type { Relatives } from './relatives.ts';

/** What conditions are about. */
export interface ConditionScope {
  fields: FieldBook;
  relatives: Relatives;
  /** Spans that rows have been joined with: conditions beside a calculation or a group are about these very spans. */
  lists?: KinLists;
}
