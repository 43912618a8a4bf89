/**
 * What the agent says of a statement: its text without values, a key that is equal for repetitions, a short name.
 *
 * Worked out once: parametrised statements are found again by their text; statements with values inside by a number
 * that leaves plain values out (0.2 µs for one of usual length, against some microseconds for the tokenizer).
 */
import { fingerprintSql } from '../../../model/src/sql/fingerprint-sql.ts';
import { sanitizeSql } from '../../../model/src/sql/sanitize-sql.ts';
import { statementKey } from '../../../model/src/sql/statement-key.ts';
import { summarizeSql } from '../../../model/src/sql/summarize-sql.ts';
import type { FixedAttributes } from '../record/fixed-attributes.ts';

export interface Server {
  system: string;
  database: string | undefined;
  host: string | undefined;
  port: number | undefined;
}

export interface Statement {
  system: string;
  /** Sent as `db.query.text`: no literals, no comments, at most 8,192 characters. */
  text: string;
  /** Equal for statements that a person would call the same query. */
  key: string;
  /** `SELECT slots`; the span's name. */
  summary: string;
  /** `SELECT` */
  operation: string;
  /** All of it as a span says it, with the database that it was for the last time. */
  attributes: FixedAttributes | undefined;
  /** Who was asked the last time. */
  server: Server | undefined;
}

/** Longer statements are described by their beginning. */
const MAX_LENGTH = 8_192;
/** Of each kind, so at most some megabytes; when full, all are forgotten, which a working set this large never pays for. */
const MAX_REMEMBERED = 500;

/** One whose text is what the app wrote. */
let last: Statement | undefined;
const byText = new Map<string, Statement>();
/** For each system, whose dialects differ. */
const byNumber = new Map<string, Map<number, Statement>>();

/** @param system value of `db.system.name`, for what dialects do differently */
export function statementOf(sql: string, system: string): Statement {
  // The very one that was asked for the last time: where there is an N+1, nearly always.
  if (last !== undefined && sql === last.text && last.system === system) return last;
  const known = byText.get(sql);
  if (known?.system === system) {
    last = known;
    return known;
  }
  const whole = sql.length <= MAX_LENGTH;
  const beginning = whole ? sql : sql.slice(0, MAX_LENGTH);
  const number = statementKey(beginning);
  const alike = number === undefined ? undefined : byNumber.get(system)?.get(number);
  if (alike !== undefined) return alike;
  const statement = describe(beginning, system);
  if (whole && statement.text === sql) remember(byText, statement.text, statement);
  else if (number !== undefined) remember(numbersOf(system), number, statement);
  return statement;
}

function describe(sql: string, system: string): Statement {
  const summary = copied(summarizeSql(sql, system)) || 'query';
  return {
    system,
    text: copied(sanitizeSql(sql, system)),
    key: copied(fingerprintSql(sql, system).text),
    summary,
    operation: (/^\w+/.exec(summary)?.[0] ?? 'query').toUpperCase(),
    attributes: undefined,
    server: undefined,
  };
}

/** A part of a text keeps the whole of it in memory; what is remembered must not hold the app's megabytes. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

function numbersOf(system: string): Map<number, Statement> {
  let numbers = byNumber.get(system);
  if (numbers === undefined) {
    numbers = new Map();
    byNumber.set(system, numbers);
  }
  return numbers;
}

function remember<Key>(statements: Map<Key, Statement>, key: Key, statement: Statement): void {
  if (statements.size >= MAX_REMEMBERED) statements.clear();
  statements.set(key, statement);
}
