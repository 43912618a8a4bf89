import {
  type Calculation,
  type Condition,
  type Having,
  isFilter,
  printCondition,
  printOperation,
  type Question,
} from '@tracebin/model';
import { lengthText } from './lengths.ts';
import { numberText, subjectsOf, subjectText } from './question-subjects.ts';

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

/** What a part is, and which one of its kind. */
export interface QuestionPart {
  kind:
    | 'field'
    | 'calculation'
    | 'formula'
    | 'dataset'
    | 'filter'
    | 'breakdown'
    | 'having'
    | 'order'
    | 'limit'
    | 'compare'
    | 'every';
  /** Left out of what there is only one of, and of a part that is to be added. */
  index?: number;
}

/** A part of the question that can be taken away by itself. */
export interface QuestionChip {
  section: ChipSection;
  text: string;
  /** What can be changed by itself, too: conditions in each other, and what is either there or not, cannot. */
  part?: QuestionPart;
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
      part: { kind: 'field' as const, index },
      text: `${name} = ${expression}`,
      without: cleaned({ ...question, calculatedFields: calculatedFields.toSpliced(index, 1) }),
    })),
    ...calculations.map((calculation, index) => ({
      section: 'Show' as const,
      part: { kind: 'calculation' as const, index },
      text: calculationText(calculation),
      without: withoutShown(question, { ...question, calculations: calculations.toSpliced(index, 1) }),
    })),
    ...formulas.map(({ name, expression }, index) => ({
      section: 'Show' as const,
      part: { kind: 'formula' as const, index },
      text: `${name} = ${expression}`,
      without: withoutShown(question, { ...question, formulas: formulas.toSpliced(index, 1) }),
    })),
    ...one('From', 'dataset', question.dataset, () => ({ ...question, dataset: undefined })),
    ...filters.map((condition, index) => ({
      section: 'Where' as const,
      ...(isFilter(condition) ? { part: { kind: 'filter' as const, index } } : {}),
      text: `${index > 0 && question.filterCombination === 'OR' ? 'or ' : ''}${filterText(condition)}`,
      without: cleaned({ ...question, filters: filters.toSpliced(index, 1) }),
    })),
    ...breakdowns.map((breakdown, index) => ({
      section: 'Group by' as const,
      part: { kind: 'breakdown' as const, index },
      text: breakdown,
      without: cleaned({ ...question, breakdowns: breakdowns.toSpliced(index, 1) }),
    })),
    ...havings.map((having, index) => ({
      section: 'Having' as const,
      part: { kind: 'having' as const, index },
      text: havingText(question, having),
      without: cleaned({ ...question, havings: havings.toSpliced(index, 1) }),
    })),
    ...orders.map((order, index) => ({
      section: 'Order' as const,
      part: { kind: 'order' as const, index },
      text: `${subjectText(order.op, order.column, order.name)}${ORDER_SIGNS[order.order ?? 'default']}`,
      without: cleaned({ ...question, orders: orders.toSpliced(index, 1) }),
    })),
    ...one('Limit', 'limit', question.limit?.toString(), () => ({ ...question, limit: undefined })),
    ...one('Compare to', 'compare', question.compareTo?.toString(), () => ({
      ...question,
      compareTo: undefined,
    })),
    ...one(
      'Every',
      'every',
      question.granularity === undefined ? undefined : lengthText(question.granularity),
      () => ({
        ...question,
        granularity: undefined,
      }),
    ),
    ...one('Counting', undefined, question.unweighted === true ? 'stored events' : undefined, () => ({
      ...question,
      unweighted: undefined,
    })),
    ...one('Drawing', undefined, question.disableSeries === true ? 'no lines' : undefined, () => ({
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
  kind: QuestionPart['kind'] | undefined,
  text: string | undefined,
  without: () => { [Name in keyof Question]: Question[Name] | undefined },
): QuestionChip[] {
  return text === undefined
    ? []
    : [{ section, text, ...(kind && { part: { kind } }), without: cleaned(without()) }];
}

function havingText(question: Question, { calculateOp, column, name, op, value }: Having): string {
  const text = subjectText(calculateOp, column, name);
  const subject = subjectsOf(question).find(({ label }) => label === text);
  return `${text} ${op} ${numberText(value, subject?.isDuration === true)}`;
}

const calculationText = (calculation: Calculation): string =>
  `${printOperation(calculation)}${calculation.filters === undefined ? '' : ' if …'}${
    calculation.name === undefined ? '' : ` as ${calculation.name}`
  }`;

const filterText = (condition: Condition): string => printCondition(condition);

/** Without entries that say nothing: lists without an item, and what is undefined. */
export function cleaned(question: { [Name in keyof Question]: Question[Name] | undefined }): Question {
  const entries = Object.entries(question).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  const rest = Object.fromEntries(entries) as Question;
  if ((rest.filters?.length ?? 0) < 2) delete rest.filterCombination;
  return rest;
}
