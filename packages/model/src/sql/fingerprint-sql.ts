/**
 * A fingerprint is the same for two statements that a person would call the same query: without values, comments and
 * layout, whatever the length of a list or the number of rows inserted.
 *
 *     select * from slots  where week_id=12 -- slots        select * from slots where week_id = ?
 *     SELECT * FROM slots WHERE id IN ($1, $2, $3)          SELECT * FROM slots WHERE id IN (?)
 *     INSERT INTO slots VALUES (1, 'a'), (2, 'b')           INSERT INTO slots VALUES (?)
 */
import { SqlToken, SqlTokenizer } from './sql-tokenizer.ts';

export interface SqlFingerprint {
  text: string;
  /** The values are elsewhere: two statements with this text may differ in what they ask. */
  hasPlaceholders: boolean;
}

/** Longer statements are compared by their beginning. */
const MAX_LENGTH = 20_000;
/** Names made by programs: cursors, temporary tables, savepoints. */
const GENERATED_DIGITS = /\d{6,}/g;
const SAVEPOINT = 'SAVEPOINT';

export function fingerprintSql(sql: string, system?: string): SqlFingerprint {
  const tokens = new SqlTokenizer(sql.length > MAX_LENGTH ? sql.slice(0, MAX_LENGTH) : sql, system);
  const parts: string[] = [];
  // Asked once for all names of a statement; most have none, and asking each name was a third of the time.
  const hasGenerated = /\d{6}/.test(sql);
  let hasPlaceholders = false;
  let savepoint = false;
  while (tokens.next()) {
    switch (tokens.kind) {
      case SqlToken.space:
      case SqlToken.comment:
        continue;
      case SqlToken.placeholder:
        hasPlaceholders = true;
        parts.push('?');
        continue;
      case SqlToken.literal:
        // A sign belongs to the number after it, so `a-1` comes as a name and a literal: keep them apart.
        parts.push('?');
        continue;
      case SqlToken.punctuation:
        if (tokens.value === ')') closeList(parts);
        else parts.push(tokens.value);
        continue;
      default:
        if (savepoint) parts.push('?');
        else parts.push(hasGenerated ? tokens.value.replace(GENERATED_DIGITS, '?') : tokens.value);
        savepoint =
          tokens.end - tokens.start === SAVEPOINT.length && tokens.value.toUpperCase() === SAVEPOINT;
    }
  }
  while (parts.at(-1) === ';') parts.pop();
  return { text: layOut(parts), hasPlaceholders };
}

/** Ends a list in brackets: `(?, ?, ?)` becomes `(?)`, and a further row of the same kind is left out. */
function closeList(parts: string[]): void {
  let at = parts.length - 1;
  while (at >= 0 && (parts[at] === '?' || parts[at] === ',')) at--;
  const isList = at >= 0 && parts[at] === '(' && at < parts.length - 1;
  if (!isList) {
    parts.push(')');
    return;
  }
  parts.length = at + 1;
  const isFurtherRow =
    parts[at - 1] === ',' && parts[at - 2] === ')' && parts[at - 3] === '?' && parts[at - 4] === '(';
  if (isFurtherRow) parts.length = at - 1;
  else parts.push('?', ')');
}

const NO_SPACE_BEFORE = new Set([',', ')', ';', '.', '::', ']', '[']);
const NO_SPACE_AFTER = new Set(['(', '.', '::', '[']);

/** One space between parts, as a person would write it; operators of several characters stay together. */
function layOut(parts: readonly string[]): string {
  let text = '';
  let before = '';
  for (const part of parts) {
    const isCall = part === '(' && /\w$/.test(before) && !KEYWORD_BEFORE_BRACKET.test(before);
    const isOperator = part.length === 1 && OPERATOR.test(part) && OPERATOR.test(before);
    if (
      before !== '' &&
      !isCall &&
      !isOperator &&
      !NO_SPACE_BEFORE.has(part) &&
      !NO_SPACE_AFTER.has(before)
    ) {
      text += ' ';
    }
    text += part;
    before = part;
  }
  return text;
}

const OPERATOR = /^[<>=!|&+\-/%^~@#]$/;
const KEYWORD_BEFORE_BRACKET =
  /^(?:IN|VALUES|FROM|JOIN|WHERE|AND|OR|NOT|SELECT|AS|ON|USING|EXISTS|UNION|ALL|ANY|SOME|INTO|SET|BY|HAVING|WHEN|THEN|ELSE|CASE|OVER|BETWEEN|LIKE|RETURNING|LATERAL|EXCEPT|INTERSECT|WITH|DISTINCT|TOP|LIMIT|OFFSET)$/i;
