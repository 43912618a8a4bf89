import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CALCULATION_OPS,
  type Calculation,
  DATASETS,
  filtersOf,
  joined,
  parseQuestion,
  percentileOf,
  type Question,
  RELATIONS,
} from '@tracebin/model';
import { BUDGETS } from '../budgets.ts';
import { EXPLORE_KINDS } from './explore-kinds.ts';

const questions = EXPLORE_KINDS.map(({ text }) => parseQuestion(text));
const calculations = questions.flatMap(({ calculations: own = [] }) => own);

function columnsOf({ filters, breakdowns = [], calculations: own = [] }: Question): string[] {
  const condition = joined(filters);
  const inWhere = condition === undefined ? [] : [...filtersOf(condition)].map(({ column }) => column);
  return [...inWhere, ...breakdowns, ...own.flatMap(({ column }) => column ?? [])];
}

test('every kind of question is measured: calculations, datasets, relations and what else a question has', () => {
  const family = ({ op }: Pick<Calculation, 'op'>) => (percentileOf(op) === undefined ? op : 'percentile');
  assert.deepEqual(new Set(calculations.map(family)), new Set(CALCULATION_OPS.map((op) => family({ op }))));
  assert.deepEqual(new Set(questions.map(({ dataset = 'spans' }) => dataset)), new Set(DATASETS));
  const columns = questions.flatMap(columnsOf);
  for (const relation of RELATIONS)
    assert.ok(
      columns.some((each) => each.startsWith(`${relation}.`)),
      relation,
    );
  const has = (what: string, is: (question: Question) => boolean) => assert.ok(questions.some(is), what);
  has('formula', ({ formulas = [] }) => formulas.length > 0);
  has('having', ({ havings = [] }) => havings.length > 0);
  has('order', ({ orders = [] }) => orders.length > 0);
  has('calculated field', ({ calculatedFields = [] }) => calculatedFields.length > 0);
  has('earlier period', ({ compareTo }) => compareTo !== undefined);
  has('several groups', ({ breakdowns = [] }) => breakdowns.length > 1);
  has('raw count', ({ unweighted }) => unweighted === true);
  has('nesting', ({ filters = [] }) => filters.some((each) => 'or' in each || 'not' in each));
  has(
    'lines of groups',
    ({ breakdowns = [], disableSeries }) => breakdowns.length > 0 && disableSeries !== true,
  );
  assert.ok(
    calculations.some(({ filters = [] }) => filters.length > 0),
    'filter of a calculation',
  );
});

test('each has a line in the table of budgets', () => {
  const keys = new Set(BUDGETS.map(({ key }) => key));
  for (const { key } of EXPLORE_KINDS) assert.ok(keys.has(key), key);
});
