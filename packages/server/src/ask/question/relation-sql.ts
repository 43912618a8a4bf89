/**
 * Conditions on other spans of the trace: "the parent is named ...", "some span failed". A comparison holds when there is
 * such a span and it meets it, also a negative one; `none.` when there is no such span.
 */
import type { Filter, Relation } from '@tracebin/model';
import type { ConditionScope } from './condition-scope.ts';
import type { FieldBook, RelatedField } from './field-book.ts';
import { isRelated } from './relatives.ts';

type FilterToSql = (filter: Filter, fields: FieldBook) => string;

/** Filters of one AND, by the span they are about. */
export class RelatedConditions {
  readonly #bySpan = new Map<string, { relation: Relation; filters: Filter[] }>();

  add({ relation, prefix, name }: RelatedField, filter: Filter): void {
    const group = this.#bySpan.get(prefix) ?? { relation, filters: [] };
    group.filters.push({ ...filter, column: name });
    this.#bySpan.set(prefix, group);
  }

  toSql({ fields, relatives, lists }: ConditionScope, filterSql: FilterToSql): string[] {
    return [...this.#bySpan].flatMap(([prefix, { relation, filters }]) => {
      const book = fields.ofSpans();
      const all = filters.map((filter) => filterSql(filter, book));
      // That no span meets one and no span meets the other are two statements.
      if (relation === 'none') return all.map((one) => `NOT ${isRelated('any', [one], relatives)}`);
      const list = lists?.of(prefix);
      if (list !== undefined) return [list.hasOne(filters, all)];
      return [isRelated(relation, all, relatives)];
    });
  }
}
