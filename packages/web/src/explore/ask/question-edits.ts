import {
  type Calculation,
  type Condition,
  calculationOp,
  type Formula,
  type Having,
  isFilter,
  narrowed,
  type Order,
  printOperation,
  type Question,
} from '@tracebin/model';
import { cleaned } from './question-chips.ts';
import { type Subject, subjectsOf, subjectText } from './question-subjects.ts';

/*
 * The question with a part more, or with another in the place of `index`. What is there already is not written twice.
 */

const placed = <T>(list: readonly T[] = [], item: T, index = list.length): T[] =>
  list.toSpliced(index, 1, item);

/** What is ordered and kept by a calculation stays with it when it changes; nothing can be by a heatmap. */
export function withCalculation(question: Question, calculation: Calculation, index?: number): Question {
  const before = index === undefined ? undefined : question.calculations?.[index];
  const next = { ...question, calculations: placed(question.calculations, calculation, index) };
  if (before === undefined) return next;
  const was = subjectText(before.op, before.column, before.name);
  const { op, column, name } = calculation;
  const now: Partial<Subject> =
    name === undefined ? { op, ...(column === undefined ? {} : { column }) } : { name };
  const isSame = (each: { column?: string; name?: string }, of: Calculation['op'] | undefined) =>
    (of !== undefined || each.name !== undefined) && subjectText(of, each.column, each.name) === was;
  const canFollow = op !== 'HEATMAP';
  return cleaned({
    ...next,
    orders: (question.orders ?? []).flatMap((order) => {
      if (!isSame(order, order.op)) return [order];
      return canFollow ? [{ ...now, ...(order.order === undefined ? {} : { order: order.order }) }] : [];
    }),
    havings: (question.havings ?? []).flatMap((having) => {
      if (!isSame(having, having.calculateOp)) return [having];
      const { op: calculateOp, ...rest } = now;
      const subject = { ...rest, ...(calculateOp === undefined ? {} : { calculateOp }) };
      return canFollow ? [{ ...subject, op: having.op, value: having.value }] : [];
    }),
  });
}

export function withBreakdown(question: Question, field: string, index?: number): Question {
  if (question.breakdowns?.includes(field)) return question;
  const before = index === undefined ? undefined : question.breakdowns?.[index];
  const { calculations = [], orders = [] } = question;
  return cleaned({
    ...question,
    // A heatmap alone has no groups to show in a table: the count stands beside it.
    ...(calculations.every(({ op }) => op === 'HEATMAP')
      ? { calculations: [{ op: 'COUNT' as const }, ...calculations] }
      : {}),
    breakdowns: placed(question.breakdowns, field, index),
    orders: orders.map((order) =>
      before !== undefined && order.op === undefined && order.column === before
        ? { ...order, column: field }
        : order,
    ),
  });
}

/** A further condition must hold as well; another in the place of one is joined as that one was. */
export function withFilter(question: Question, condition: Condition, index?: number): Question {
  if (index === undefined) return narrowed(question, condition);
  return { ...question, filters: placed(question.filters, condition, index) };
}

/** By the same number once, and one after the other. */
export function withOrder(question: Question, order: Order, index?: number): Question {
  const { orders = [] } = question;
  const text = subjectText(order.op, order.column, order.name);
  const known = orders.findIndex((each) => subjectText(each.op, each.column, each.name) === text);
  const rest = index === undefined || known === -1 || known === index ? orders : orders.toSpliced(known, 1);
  const at = index === undefined || known === -1 || known >= index ? index : index - 1;
  return { ...question, orders: placed(rest, order, at ?? (known === -1 ? undefined : known)) };
}

export const withHaving = (question: Question, having: Having, index?: number): Question => ({
  ...question,
  havings: placed(question.havings, having, index),
});

/** A field that was calculated before may be grouped by, too. */
export function withField(
  question: Question,
  field: { name: string; expression: string },
  { index, isGrouped = false }: { index?: number; isGrouped?: boolean } = {},
): Question {
  const next = { ...question, calculatedFields: placed(question.calculatedFields, field, index) };
  return isGrouped ? withBreakdown(next, field.name) : next;
}

/** Two numbers of the question and what is made of them; numbers get the names by which formulas know them. */
export function withFormula(
  question: Question,
  { name, left, sign, right }: { name: string; left: string; sign: string; right: string },
): Question {
  const calculations: Calculation[] = [...(question.calculations ?? [{ op: 'COUNT' as const }])];
  const taken = new Set([
    name,
    ...calculations.flatMap((each) => each.name ?? []),
    ...(question.formulas ?? []).map((each) => each.name),
  ]);
  const nameOf = (label: string): string => {
    const at = calculations.findIndex((each) => each.name === undefined && printOperation(each) === label);
    if (at === -1) return label;
    const calculation = calculations[at]!;
    const words = wordsOf(calculation);
    let free = words;
    for (let number = 2; taken.has(free); number++) free = `${words}_${number}`;
    taken.add(free);
    calculations[at] = { ...calculation, name: free };
    return free;
  };
  const a = nameOf(left);
  const b = left === right ? a : nameOf(right);
  const formula: Formula = { name, expression: `${quoted(a)} ${sign} ${quoted(b)}` };
  const named = calculations.reduce<Question>(
    (next, calculation, index) =>
      next.calculations?.[index] === undefined
        ? withCalculation(next, calculation)
        : withCalculation(next, calculation, index),
    question,
  );
  return { ...named, formulas: [...(question.formulas ?? []), formula] };
}

/** A name that needs no quotes: `P95(duration)` is p95_duration, and COUNT, which is a word of questions, events. */
function wordsOf(calculation: Calculation): string {
  if (calculation.column === undefined) return calculation.op === 'COUNT' ? 'events' : 'open_events';
  const words = printOperation(calculation)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return words.replace(/^_|_$/g, '');
}

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);

/** A name for what is new: a word that is no keyword, number or field of the question. */
export const isFreeName = (question: Question, name: string): boolean =>
  /^[A-Za-z_][\w.]*$/.test(name) &&
  calculationOp(name) === undefined &&
  !(question.calculatedFields ?? []).some((each) => each.name === name) &&
  !subjectsOf(question).some(({ label }) => label === name);

/** The one comparison of a calculation, where it has no more than that. */
export function onlyFilterOf({ filters = [] }: Calculation) {
  const [first] = filters;
  return filters.length === 1 && first !== undefined && isFilter(first) ? first : undefined;
}
