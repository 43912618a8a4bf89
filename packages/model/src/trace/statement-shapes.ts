import { fingerprintSql, type SqlFingerprint } from '../sql/fingerprint-sql.ts';
import { statementKey } from '../sql/statement-key.ts';
import type { SpanIndex, StringIndex } from '../units.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { Scratch } from './scratch.ts';
import type { SpanColumns } from './span-columns.ts';
import { urlShape } from './url-shape.ts';

/** Statements of a trace, each told by its fingerprint; the URLs of calls without what differs from one to the next. */
export interface StatementShapes {
  /** By span: index of its shape, -1 for a span of another layer. */
  readonly of: Int32Array;
  /** By shape. */
  readonly texts: readonly string[];
  readonly hasPlaceholders: readonly boolean[];
}

/**
 * Fingerprints by the keys of their statements, kept from trace to trace: programs ask the same things again and again,
 * and a key is found in a tenth of the time that a fingerprint takes.
 */
const FINGERPRINTS = new Map<number, SqlFingerprint>();
const MAX_FINGERPRINTS = 5_000;

/** By text: of texts that come again as they are, because their values are elsewhere or they have none. They need no key. */
const CONSTANT_TEXTS = new Map<string, SqlFingerprint>();
/** Longer ones are few, and should not be kept. */
const MAX_KEPT_LENGTH = 2_000;

const SCRATCH = new Scratch();

function fingerprintOf(statement: string, key: number | undefined): SqlFingerprint {
  let fingerprint = key === undefined ? undefined : FINGERPRINTS.get(key);
  if (fingerprint === undefined) {
    fingerprint = fingerprintSql(statement);
    if (FINGERPRINTS.size >= MAX_FINGERPRINTS) FINGERPRINTS.clear();
    if (key !== undefined) FINGERPRINTS.set(key, fingerprint);
  }
  return fingerprint;
}

function keepConstant(statement: string, fingerprint: SqlFingerprint): void {
  if (!fingerprint.hasPlaceholders && fingerprint.text !== statement) return;
  if (statement.length > MAX_KEPT_LENGTH) return;
  if (CONSTANT_TEXTS.size >= MAX_FINGERPRINTS) CONSTANT_TEXTS.clear();
  CONSTANT_TEXTS.set(statement, fingerprint);
}

/** A span without a statement has the shape of its name. Each different text is looked at once. */
export function statementShapes(
  strings: readonly string[],
  spans: Pick<SpanColumns, 'detail' | 'name' | 'layer'>,
  layers: ReadonlySet<number>,
): StatementShapes {
  const total = spans.layer.length;
  const of = new ColumnBuffer({ int32: total }).int32(total);
  const texts: string[] = [];
  const hasPlaceholders: boolean[] = [];
  const byText = new Map<string, number>();
  const byKey = new Map<number, number>();
  const textOf = (span: SpanIndex): StringIndex => {
    const detail = spans.detail[span]!;
    return detail === -1 ? spans.name[span]! : detail;
  };
  // Emptied only where it will be looked at: many traces share their strings, and this one has few of them.
  const byString = SCRATCH.int32(0, strings.length);
  for (let span = 0; span < total; span++) {
    if (layers.has(spans.layer[span]!)) byString[textOf(span)] = -1;
    else of[span] = -1;
  }
  for (let span = 0; span < total; span++) {
    if (of[span] === -1) continue;
    const index = textOf(span);
    if (byString[index] === -1) byString[index] = shapeOf(strings[index] ?? '');
    const shape = byString[index]!;
    // A name tells nothing about values, just as a placeholder does.
    if (spans.detail[span] === -1) hasPlaceholders[shape] = true;
    of[span] = shape;
  }
  return { of, texts, hasPlaceholders };

  function shapeOf(statement: string): number {
    const constant = CONSTANT_TEXTS.get(statement);
    if (constant !== undefined) return shapeWith(constant);
    const url = urlShape(statement);
    if (url !== undefined) {
      const fingerprint = { text: url, hasPlaceholders: false };
      keepConstant(statement, fingerprint);
      return shapeWith(fingerprint);
    }
    const key = statementKey(statement);
    const known = key === undefined ? undefined : byKey.get(key);
    if (known !== undefined) return known;
    const fingerprint = fingerprintOf(statement, key);
    keepConstant(statement, fingerprint);
    return shapeWith(fingerprint, key);
  }

  function shapeWith(fingerprint: SqlFingerprint, key?: number): number {
    let shape = byText.get(fingerprint.text);
    if (shape === undefined) {
      shape = texts.push(fingerprint.text) - 1;
      hasPlaceholders.push(false);
      byText.set(fingerprint.text, shape);
    }
    if (fingerprint.hasPlaceholders) hasPlaceholders[shape] = true;
    if (key !== undefined) byKey.set(key, shape);
    return shape;
  }
}
