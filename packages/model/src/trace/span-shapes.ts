/**
 * Which spans of a trace do the same work: one service, one name, one statement once its values are taken out. Numbers
 * mean the same in several traces when they share a `ShapeTable`.
 */
import { Layer } from '../event-codes.ts';
import type { SpanColumns } from './span-columns.ts';
import { statementShapes } from './statement-shapes.ts';

export interface SpanShape {
  service: string;
  name: string;
  /** Statement without its values; empty where the span has none. */
  statement: string;
  /** Of the first span of it that was met. */
  layer: number;
}

export class ShapeTable {
  readonly shapes: SpanShape[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(service: string, name: string, statement: string, layer: number): number {
    const key = `${service}\u0001${name}\u0001${statement}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.shapes.push({ service, name, statement, layer }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** Names of calls to caches and hosts say enough; a query's is often only its verb. */
const WITH_STATEMENT = new Set<number>([Layer.db]);

/** By span: the number of its shape in `table`. Each combination of texts is put together once, not once a span. */
export function spanShapes(
  strings: readonly string[],
  spans: Pick<SpanColumns, 'name' | 'service' | 'detail' | 'layer'>,
  table: ShapeTable,
): Int32Array {
  const statements = statementShapes(strings, spans, WITH_STATEMENT);
  const of = new Int32Array(spans.layer.length);
  const known = new Map<number, number>();
  for (let span = 0; span < of.length; span++) {
    const name = spans.name[span]!;
    const service = spans.service[span]!;
    const hasStatement = spans.detail[span] !== -1 && statements.of[span] !== -1;
    const statement = hasStatement ? statements.of[span]! : -1;
    // 200,000 spans have fewer texts than 2^18, so three of them fit into a number when statements are few.
    const key = (name * strings.length + service) * (statements.texts.length + 1) + statement + 1;
    let shape = known.get(key);
    if (shape === undefined) {
      shape = table.numberOf(
        strings[service] ?? '',
        strings[name] ?? '',
        hasStatement ? statements.texts[statement]! : '',
        spans.layer[span]!,
      );
      known.set(key, shape);
    }
    of[span] = shape;
  }
  return of;
}
