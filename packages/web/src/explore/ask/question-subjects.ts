import {
  type Calculation,
  type CalculationOp,
  knownField,
  parseDuration,
  printOperation,
  type Question,
  valueOfWord,
} from '@tracebin/model';

/** What groups can be ordered by, and kept or left out by. */
export interface Subject {
  label: string;
  op?: CalculationOp;
  column?: string;
  name?: string;
  /** Its numbers are nanoseconds. */
  isDuration: boolean;
}

/** Those whose numbers have the unit of the field. */
const OF_THE_FIELD = /^(SUM|AVG|MIN|MAX|P\d+)$/;

/** The numbers of a question: its calculations but for heatmaps, and its formulas. */
export function subjectsOf(question: Question): Subject[] {
  const { calculations = [{ op: 'COUNT' as const }], formulas = [], dataset = 'spans' } = question;
  const all = [
    ...calculations.filter(({ op }) => op !== 'HEATMAP').map((each) => calculated(each, dataset)),
    ...formulas.map(({ name }) => ({ label: name, name, isDuration: false })),
  ];
  return all.filter(({ label }, index) => all.findIndex((each) => each.label === label) === index);
}

/** The same, and the fields that are grouped by. */
export function orderSubjectsOf(question: Question): Subject[] {
  const numbers = subjectsOf(question);
  const fields = (question.breakdowns ?? []).filter((field) => !numbers.some(({ label }) => label === field));
  return [...numbers, ...fields.map((column) => ({ label: column, column, isDuration: false }))];
}

function calculated({ op, column, name }: Calculation, dataset: NonNullable<Question['dataset']>): Subject {
  const isDuration =
    column !== undefined && OF_THE_FIELD.test(op) && knownField(dataset, column)?.type === 'duration';
  const label = subjectText(op, column, name);
  if (name !== undefined) return { label, name, isDuration };
  return { label, op, ...(column === undefined ? {} : { column }), isDuration };
}

export const subjectText = (op: CalculationOp | undefined, column?: string, name?: string): string =>
  name ??
  (op === undefined ? (column ?? '') : printOperation({ op, ...(column === undefined ? {} : { column }) }));

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
];

/** A number as it is typed: `250ms` of nanoseconds. */
export function numberText(value: number, isDuration: boolean): string {
  if (!isDuration) return String(value);
  for (const [unit, size] of DURATION_UNITS) {
    const text = `${value / size}${unit}`;
    if (value >= size && text.length < 8 && parseDuration(text) === value) return text;
  }
  return String(value);
}

/** What was typed as a number; undefined for what is none. */
export function numberOf(text: string): number | undefined {
  const value = valueOfWord(text.trim());
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseDuration(value) : undefined;
}
