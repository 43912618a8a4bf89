/** How a field is compared with a value. */
export type FilterOp =
  | '='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | 'starts-with'
  | 'does-not-start-with'
  | 'ends-with'
  | 'does-not-end-with'
  | 'exists'
  | 'does-not-exist'
  | 'contains'
  | 'does-not-contain'
  | 'in'
  | 'not-in';

export const FILTER_OPS: readonly FilterOp[] = [
  '=',
  '!=',
  '>',
  '>=',
  '<',
  '<=',
  'starts-with',
  'does-not-start-with',
  'ends-with',
  'does-not-end-with',
  'exists',
  'does-not-exist',
  'contains',
  'does-not-contain',
  'in',
  'not-in',
];

export type HavingOp = '=' | '!=' | '>' | '>=' | '<' | '<=';
export const HAVING_OPS: readonly HavingOp[] = ['=', '!=', '>', '>=', '<', '<='];

const POSITIVE = {
  '!=': '=',
  'does-not-start-with': 'starts-with',
  'does-not-end-with': 'ends-with',
  'does-not-exist': 'exists',
  'does-not-contain': 'contains',
  'not-in': 'in',
} as const;

/** The operator that a negative one is the exact opposite of; undefined for operators that are not negative. */
export function positiveOf(op: FilterOp): FilterOp | undefined {
  return Object.hasOwn(POSITIVE, op) ? POSITIVE[op as keyof typeof POSITIVE] : undefined;
}

/** `none`: exists and its opposite; `list`: in and not-in. */
export function valueShapeOf(op: FilterOp): 'none' | 'one' | 'list' {
  if (op === 'exists' || op === 'does-not-exist') return 'none';
  return op === 'in' || op === 'not-in' ? 'list' : 'one';
}
