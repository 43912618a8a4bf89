import { SqlToken, SqlTokenizer } from './sql-tokenizer.ts';

/**
 * The statement with `?` for every literal and without comments; everything else as it was written. A list of literals
 * after IN becomes one. Follows the OpenTelemetry semantic conventions ("Sanitization of db.query.text").
 *
 * @param system value of `db.system.name`, for what dialects do differently
 */
export function sanitizeSql(sql: string, system?: string): string {
  const tokens = new SqlTokenizer(sql, system);
  let text = '';
  let isAfterIn = false;
  while (tokens.next()) {
    const { kind } = tokens;
    if (kind === SqlToken.comment) continue;
    if (kind === SqlToken.punctuation && isAfterIn && sql.charCodeAt(tokens.start) === 40) {
      const close = endOfLiteralList(sql, tokens.end, system);
      if (close !== -1) {
        text += '(?)';
        tokens.end = close;
        isAfterIn = false;
        continue;
      }
    }
    text += kind === SqlToken.literal ? '?' : tokens.value;
    if (kind !== SqlToken.space) isAfterIn = kind === SqlToken.word && isIn(tokens.value);
  }
  return text;
}

/** Position after the bracket that closes a list of nothing but literals, or -1. */
function endOfLiteralList(sql: string, from: number, system: string | undefined): number {
  const tokens = new SqlTokenizer(sql, system);
  tokens.end = from;
  let literals = 0;
  while (tokens.next()) {
    if (tokens.kind === SqlToken.literal) literals++;
    else if (tokens.kind === SqlToken.punctuation) {
      if (tokens.value === ')') return literals > 0 ? tokens.end : -1;
      if (tokens.value !== ',') return -1;
    } else if (tokens.kind !== SqlToken.space && tokens.kind !== SqlToken.comment) return -1;
  }
  return -1;
}

function isIn(word: string): boolean {
  return word.length === 2 && word.toUpperCase() === 'IN';
}
