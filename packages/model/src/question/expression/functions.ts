/** Fewest and most arguments. */
type Arity = readonly [number, number];
const ANY = 100;

const ARITIES = {
  IF: [2, ANY],
  SWITCH: [3, ANY],
  COALESCE: [1, ANY],
  LT: [2, 2],
  LTE: [2, 2],
  GT: [2, 2],
  GTE: [2, 2],
  EQUALS: [2, 2],
  IN: [2, ANY],
  EXISTS: [1, 1],
  NOT: [1, 1],
  AND: [1, ANY],
  OR: [1, ANY],
  MIN: [1, ANY],
  MAX: [1, ANY],
  SUM: [1, ANY],
  SUB: [2, 2],
  MUL: [1, ANY],
  DIV: [2, 2],
  MOD: [2, 2],
  LOG10: [1, 1],
  INT: [1, 1],
  FLOAT: [1, 1],
  BOOL: [1, 1],
  STRING: [1, 1],
  CONCAT: [1, ANY],
  STARTS_WITH: [2, 2],
  ENDS_WITH: [2, 2],
  CONTAINS: [2, 2],
  TO_LOWER: [1, 1],
  LENGTH: [1, 1],
  REG_MATCH: [2, 2],
  REG_VALUE: [2, 2],
  REG_COUNT: [2, 2],
  UNIX_TIMESTAMP: [1, 1],
  EVENT_TIMESTAMP: [0, 0],
  INGEST_TIMESTAMP: [0, 0],
  FORMAT_TIME: [2, 2],
  BUCKET: [2, 4],
} as const satisfies Record<string, Arity>;

export type FunctionName = keyof typeof ARITIES;
export const FUNCTION_NAMES = Object.keys(ARITIES) as FunctionName[];

/** In any case; undefined for what is no function. */
export function functionName(word: string): FunctionName | undefined {
  const name = word.toUpperCase();
  return Object.hasOwn(ARITIES, name) ? (name as FunctionName) : undefined;
}

export function arityOf(name: FunctionName): Arity {
  return ARITIES[name];
}
