import {
  type Calculation,
  type Condition,
  printCondition,
  printOperation,
  type Question,
} from '@tracebin/model';

export type ChipSection =
  | 'With'
  | 'Show'
  | 'From'
  | 'Where'
  | 'Group by'
  | 'Having'
  | 'Order'
  | 'Limit'
  | 'Compare to'
  | 'Every'
  | 'Counting'
  | 'Drawing';

/** Calculations fall, fields rise where nothing is said. */
const ORDER_SIGNS = { ascending: ' ↑', descending: ' ↓', default: '' } as const;

/** A part of the question that can be taken away by itself. */
export interface QuestionChip {
  section: ChipSection;
  text: string;
  /** The question without it. */
  without: Question;
}

/** The parts of a question in the order they are read. */
export function questionChips(question: Question): QuestionChip[] {
  const {
    calculations = [],
    formulas = [],
    filters = [],
    breakdowns = [],
    orders = [],
    havings = [],
    calculatedFields = [],
  } = question;
  return [
    ...calculatedFields.map(({ name, expression }, index) => ({
      section: 'With' as const,
      text: `${name} = ${expression}`,
      without: cleaned({ ...question, calculatedFields: calculatedFields.toSpliced(index, 1) }),
    })),
    ...calculations.map((calculation, index) => ({
      section: 'Show' as const,
      text: calculationText(calculation),
      without: withoutShown(question, { ...question, calculations: calculations.toSpliced(index, 1) }),
    })),
    ...formulas.map(({ name, expression }, index) => ({
      section: 'Show' as const,
      text: `${name} = ${expression}`,
      without: withoutShown(question, { ...question, formulas: formulas.toSpliced(index, 1) }),
    })),
    ...one('From', question.dataset, () => ({ ...question, dataset: undefined })),
    ...filters.map((condition, index) => ({
      section: 'Where' as const,
      text: `${index > 0 && question.filterCombination === 'OR' ? 'or ' : ''}${filterText(condition)}`,
      without: cleaned({ ...question, filters: filters.toSpliced(index, 1) }),
    })),
    ...breakdowns.map((breakdown, index) => ({
      section: 'Group by' as const,
      text: breakdown,
      without: cleaned({ ...question, breakdowns: breakdowns.toSpliced(index, 1) }),
    })),
    ...havings.map((having, index) => ({
      section: 'Having' as const,
      text: `${subjectText(having.calculateOp, having.column, having.name)} ${having.op} ${having.value}`,
      without: cleaned({ ...question, havings: havings.toSpliced(index, 1) }),
    })),
    ...orders.map((order, index) => ({
      section: 'Order' as const,
      text: `${subjectText(order.op, order.column, order.name)}${ORDER_SIGNS[order.order ?? 'default']}`,
      without: cleaned({ ...question, orders: orders.toSpliced(index, 1) }),
    })),
    ...one('Limit', question.limit?.toString(), () => ({ ...question, limit: undefined })),
    ...one('Compare to', question.compareTo?.toString(), () => ({ ...question, compareTo: undefined })),
    ...one('Every', question.granularity === undefined ? undefined : `${question.granularity} s`, () => ({
      ...question,
      granularity: undefined,
    })),
    ...one('Counting', question.unweighted === true ? 'stored events' : undefined, () => ({
      ...question,
      unweighted: undefined,
    })),
    ...one('Drawing', question.disableSeries === true ? 'no lines' : undefined, () => ({
      ...question,
      disableSeries: undefined,
    })),
  ];
}

/** What is ordered or filtered by a calculation goes with it. */
function withoutShown(before: Question, after: Question): Question {
  const gone = new Set(shownNames(before));
  for (const name of shownNames(after)) gone.delete(name);
  return cleaned({
    ...after,
    orders: (after.orders ?? []).filter(
      (order) => !gone.has(subjectText(order.op, order.column, order.name)),
    ),
    havings: (after.havings ?? []).filter(
      (having) => !gone.has(subjectText(having.calculateOp, having.column, having.name)),
    ),
  });
}

const shownNames = ({ calculations = [], formulas = [] }: Question): string[] => [
  ...calculations.flatMap((calculation) => [
    printOperation(calculation),
    ...(calculation.name === undefined ? [] : [calculation.name]),
  ]),
  ...formulas.map(({ name }) => name),
];

function one(
  section: ChipSection,
  text: string | undefined,
  without: () => { [Name in keyof Question]: Question[Name] | undefined },
): QuestionChip[] {
  return text === undefined ? [] : [{ section, text, without: cleaned(without()) }];
}

const subjectText = (op: Calculation['op'] | undefined, column?: string, name?: string): string =>
  name ??
  (op === undefined ? (column ?? '') : printOperation({ op, ...(column === undefined ? {} : { column }) }));

const calculationText = (calculation: Calculation): string =>
  `${printOperation(calculation)}${calculation.filters === undefined ? '' : ' if …'}${
    calculation.name === undefined ? '' : ` as ${calculation.name}`
  }`;

const filterText = (condition: Condition): string => printCondition(condition);

/** Without entries that say nothing: lists without an item, and what is undefined. */
function cleaned(question: { [Name in keyof Question]: Question[Name] | undefined }): Question {
  const entries = Object.entries(question).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  const rest = Object.fromEntries(entries) as Question;
  if ((rest.filters?.length ?? 0) < 2) delete rest.filterCombination;
  return rest;
}

/** The question with a calculation, a group or a condition more; what is there already is not written twice. */
export const withCalculation = (question: Question, calculation: Calculation): Question => ({
  ...question,
  calculations: [...(question.calculations ?? []), calculation],
});

export const withBreakdown = (question: Question, field: string): Question =>
  question.breakdowns?.includes(field)
    ? question
    : {
        ...question,
        // A heatmap alone has no groups to show in a table: the count stands beside it.
        ...((question.calculations ?? []).every(({ op }) => op === 'HEATMAP')
          ? { calculations: [{ op: 'COUNT' as const }, ...(question.calculations ?? [])] }
          : {}),
        breakdowns: [...(question.breakdowns ?? []), field],
      };
