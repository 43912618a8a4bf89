import { fingerprintSql } from '../sql/fingerprint-sql.ts';
import type { StringIndex } from '../units.ts';
import type { SpanColumns } from './span-columns.ts';

/** Statements of a trace, each told by its fingerprint. */
export interface StatementShapes {
  /** By span: index of its shape, -1 for a span of another layer. */
  readonly of: Int32Array;
  /** By shape. */
  readonly texts: readonly string[];
  readonly hasPlaceholders: readonly boolean[];
}

/** A span without a statement has the shape of its name. Each different text is looked at once. */
export function statementShapes(
  strings: readonly string[],
  spans: Pick<SpanColumns, 'detail' | 'name' | 'layer'>,
  layers: ReadonlySet<number>,
): StatementShapes {
  const total = spans.layer.length;
  const of = new Int32Array(total).fill(-1);
  const texts: string[] = [];
  const hasPlaceholders: boolean[] = [];
  const byText = new Map<string, number>();
  const byString = new Map<StringIndex, number>();
  for (let span = 0; span < total; span++) {
    if (!layers.has(spans.layer[span]!)) continue;
    const detail = spans.detail[span]!;
    const index = detail === -1 ? spans.name[span]! : detail;
    let shape = byString.get(index);
    if (shape === undefined) {
      const fingerprint = fingerprintSql(strings[index] ?? '');
      shape = byText.get(fingerprint.text);
      if (shape === undefined) {
        shape = texts.push(fingerprint.text) - 1;
        hasPlaceholders.push(false);
        byText.set(fingerprint.text, shape);
      }
      // A name tells nothing about values, just as a placeholder does.
      if (fingerprint.hasPlaceholders || detail === -1) hasPlaceholders[shape] = true;
      byString.set(index, shape);
    }
    of[span] = shape;
  }
  return { of, texts, hasPlaceholders };
}
