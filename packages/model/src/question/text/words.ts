import { CALCULATION_OPS, type CalculationOp } from '../operations.ts';
import { FILTER_OPS } from '../operators.ts';

/** Words that begin a clause. */
export const CLAUSES = [
  'FROM',
  'WHERE',
  'GROUP BY',
  'HAVING',
  'ORDER BY',
  'LIMIT',
  'OVER',
  'SINCE',
  'UNTIL',
  'EVERY',
  'COMPARE TO',
  'TABLE ONLY',
  'UNWEIGHTED',
] as const;

const OTHERS = [
  'AND',
  'OR',
  'NOT',
  'AS',
  'IF',
  'WITH',
  'ASC',
  'DESC',
  'FORMULA',
  'SELECT',
  'SHOW',
  'VISUALIZE',
];
const KEYWORDS: ReadonlySet<string> = new Set([...CLAUSES.flatMap((clause) => clause.split(' ')), ...OTHERS]);
const FILTER_WORDS: ReadonlySet<string> = new Set(FILTER_OPS.filter((op) => /^[a-z]/.test(op)));
const OPS: ReadonlySet<string> = new Set(CALCULATION_OPS);

export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word.toUpperCase());
}

/** `count`, `Count` and `COUNT` are the same; undefined for other words. */
export function calculationOp(word: string): CalculationOp | undefined {
  const op = word.toUpperCase();
  return OPS.has(op) ? (op as CalculationOp) : undefined;
}

/** What a bare word means as a value: numbers and booleans are not text unless quoted. */
export function valueOfWord(word: string): string | number | boolean {
  if (/^(true|false)$/i.test(word)) return word.toLowerCase() === 'true';
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(word)) {
    const number = Number(word);
    // What a number cannot hold exactly stays as it was written: ids of 19 digits.
    const isExact = Number.isSafeInteger(number) || !/^-?\d+$/.test(word) || String(number) === word;
    if (Number.isFinite(number) && isExact) return number;
  }
  return word;
}

/** True when the word can stand for a field without backticks. */
export function isBareField(name: string): boolean {
  if (!/^[A-Za-z_@/][A-Za-z0-9_.:/@#$%&*+;?[\]{}|~^-]*$/.test(name)) return false;
  return !isKeyword(name) && calculationOp(name) === undefined && !FILTER_WORDS.has(name.toLowerCase());
}

/** True when the word, unquoted, reads back as this very text. */
export function isBareValue(text: string): boolean {
  return /^[^\s,()"'`=<>!\\]+$/.test(text) && !isKeyword(text) && valueOfWord(text) === text;
}
