/**
 * Conditions on other spans of the trace: "the parent is named ...", "some span failed". A comparison holds when there is
 * such a span and it meets it, also a negative one; `none.` when there is no such span.
 */
import type { Filter, Relation } from '@tracebin/model';
import type { ConditionScope } from './condition-scope.ts';
import type { FieldBook, RelatedField } from './field-book.ts';

type FilterToSql = (filter: Filter, fields: FieldBook) => string;

/** Filters of one AND, by the span they are about. */
export class RelatedConditions {
  readonly #bySpan = new Map<string, { relation: Relation; filters: Filter[] }>();

  add({ relation, prefix, name }: RelatedField, filter: Filter): void {
    const group = this.#bySpan.get(prefix) ?? { relation, filters: [] };
    group.filters.push({ ...filter, column: name });
    this.#bySpan.set(prefix, group);
  }

  toSql({ fields, relatives }: ConditionScope, filterSql: FilterToSql): string[] {
    return [...this.#bySpan.values()].flatMap(({ relation, filters }) => {
      const book = fields.ofSpans();
      const all = filters.map((filter) => filterSql(filter, book));
      // That no span meets one and no span meets the other are two statements.
      if (relation === 'none') return all.map((one) => `NOT ${isIn('any', [one], relatives)}`);
      return [isIn(relation, all, relatives)];
    });
  }
}

const NO_PARENT = "toFixedString('', 8)";

function isIn(relation: Relation, conditions: string[], relatives: string): string {
  const spans = (columns: string, more: string[] = []) =>
    `(SELECT ${columns} FROM events WHERE ${[relatives, ...more, ...conditions].join(' AND ')})`;
  switch (relation) {
    case 'parent':
      return `((trace_id, parent_span_id) IN ${spans('trace_id, span_id')})`;
    case 'child':
      return `((trace_id, span_id) IN ${spans('trace_id, parent_span_id', [`parent_span_id != ${NO_PARENT}`])})`;
    case 'root':
      return `(trace_id IN ${spans('trace_id', [`parent_span_id = ${NO_PARENT}`])})`;
    case 'any':
    case 'none':
      return `(trace_id IN ${spans('trace_id')})`;
  }
}
