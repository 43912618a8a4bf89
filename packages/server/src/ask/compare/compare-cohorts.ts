import {
  type CompareAnswer,
  type ComparedField,
  type ComparedPair,
  type CompareHead,
  type CompareLine,
  type CompareRequest,
  compareRank,
} from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import type { AskOptions } from '../question/answer-question.ts';
import { QuestionRun } from '../question/question-run.ts';
import { readyQuestion } from '../question/ready-question.ts';
import { rowSource } from '../question/row-source.ts';
import { readCohorts } from './cohorts.ts';
import { Comparison } from './comparison.ts';
import { conditionColumns, selectedColumns } from './selecting-columns.ts';

export interface CompareOptions extends AskOptions {
  /** Fields that the catalogue has, to tell how many are to come. */
  fieldCount?: number | undefined;
  /** Of each side; default 1,000,000. Beyond, a sample of whole traces is read, and the answer says so. */
  maxExactEvents?: number | undefined;
  /** Attributes of all events of a side; default 20,000,000. Events of 2,000 attributes are not read by the million. */
  maxExactValues?: number | undefined;
  /** Of each side, whose parents and roots are looked at; default 20,000. */
  maxKinEvents?: number | undefined;
}

const MAX_EXACT_EVENTS = 1_000_000;
const MAX_EXACT_VALUES = 20_000_000;
const MAX_FIELDS_ASKED = 2_000;

/**
 * Compares a selection with the rest, field by field: first the sizes of the two, then fields as they are counted.
 *
 * @throws BadRequestError `empty-selection`, `empty-rest`, `bad-selection`, and those of questions
 */
export async function* compareLines(
  engine: Engine,
  bin: BinScope,
  request: CompareRequest,
  options: CompareOptions = {},
): AsyncGenerator<CompareLine> {
  const { question, fields: wanted } = request;
  if (wanted !== undefined && wanted.length > MAX_FIELDS_ASKED) {
    throw new BadRequestError('bad-question', `More than ${MAX_FIELDS_ASKED} fields.`);
  }
  const ready = readyQuestion(bin, { ...question, calculations: [], breakdowns: [] }, options.nowMs);
  const run = new QuestionRun(engine, new BoundValues(), options);
  const source = await rowSource(run, ready, options.maps, {
    columns: selectedColumns(request),
    conditional: conditionColumns(request),
  });
  const limits = {
    maxExactEvents: options.maxExactEvents ?? MAX_EXACT_EVENTS,
    maxExactValues: options.maxExactValues ?? MAX_EXACT_VALUES,
  };
  const cohorts = await readCohorts(run, source, request, limits, options.nowMs);
  const comparison = new Comparison(run, ready, cohorts, wanted, options.maxKinEvents);
  yield {
    head: {
      from: isoTime(ready.range.from),
      to: isoTime(ready.range.to),
      selection: cohorts.selection,
      rest: cohorts.rest,
      fields: options.fieldCount ?? 0,
    },
  };
  for await (const fields of comparison.batches()) if (fields.length > 0) yield { fields };
  if (comparison.pairs.length > 0) yield { pairs: comparison.pairs };
  const { selection, rest, scale } = comparison.cohorts;
  const whole = selection.events + rest.events;
  const looked = selection.events / scale.selection + rest.events / scale.rest;
  yield {
    end: { sql: run.sql, read: { ...run.read, sampled: looked < whole * 0.999 ? looked / whole : null } },
  };
}

/** All of it at once, ranked. */
export async function compareCohorts(
  engine: Engine,
  bin: BinScope,
  request: CompareRequest,
  options: CompareOptions = {},
): Promise<CompareAnswer> {
  let head: CompareHead | undefined;
  let pairs: ComparedPair[] = [];
  const ranked: ComparedField[] = [];
  for await (const line of compareLines(engine, bin, request, options)) {
    if ('head' in line) head = line.head;
    else if ('fields' in line) ranked.push(...line.fields);
    else if ('pairs' in line) pairs = line.pairs;
    else if ('end' in line) {
      ranked.sort(compareRank);
      return { ...head!, fields: ranked.length, ranked, pairs, ...line.end };
    }
  }
  throw new Error('a comparison ended without its end');
}
