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
import { type ReadyQuestion, readyQuestion } from '../question/ready-question.ts';
import { rowSource } from '../question/row-source.ts';
import { type Cohorts, readCohorts, readWeights, scaledBy } from './cohorts.ts';
import { comparedNumbers } from './compared-numbers.ts';
import { comparedValues, divisionOf } from './compared-values.ts';
import { countAttributes } from './count-attributes.ts';
import { type Counted, countColumns } from './count-columns.ts';
import { countRelated, type Kin } from './count-related.ts';
import { FieldSurvey } from './field-survey.ts';
import { findPairs } from './find-pairs.ts';
import { type KinSample, sampleForKin } from './kin-sample.ts';
import { conditionColumns, selectedColumns } from './selecting-columns.ts';
import { mergeShared, sharedNames, splitShared } from './shared-names.ts';

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
  const compared: ComparedField[] = [];
  for await (const fields of comparison.batches()) {
    if (fields.length === 0) continue;
    compared.push(...fields);
    yield { fields };
  }
  const pairs = await run.optional('pairs of fields', () => findPairs(run, comparison.cohorts, compared));
  if (pairs !== undefined && pairs.length > 0) yield { pairs };
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

class Comparison {
  readonly #run: QuestionRun;
  readonly #ready: ReadyQuestion;
  #cohorts: Cohorts;
  readonly #wanted: readonly string[] | undefined;
  readonly #maxKinEvents: number | undefined;
  /** By how the events are divided: the first field that does so. */
  readonly #first = new Map<string, string>();

  constructor(
    run: QuestionRun,
    ready: ReadyQuestion,
    cohorts: Cohorts,
    wanted: readonly string[] | undefined,
    maxKinEvents: number | undefined,
  ) {
    this.#run = run;
    this.#ready = ready;
    this.#cohorts = cohorts;
    this.#wanted = wanted;
    this.#maxKinEvents = maxKinEvents;
  }

  /** As far as is known: with the first fields it is known what a sample weighs. */
  get cohorts(): Cohorts {
    return this.#cohorts;
  }

  async *batches(): AsyncGenerator<ComparedField[]> {
    const { dataset, question } = this.#ready;
    const calculated = (question.calculatedFields ?? []).map(({ name }) => name);
    const isWanted = (name: string) => this.#wanted?.includes(name) !== false;
    const columns = await countColumns(this.#run, this.#cohorts, dataset, calculated, isWanted);
    if (this.#cohorts.isSampled) {
      const { source, selected, where } = this.#cohorts;
      const read = columns.read ?? (await readWeights(this.#run, source, selected, where));
      this.#cohorts = scaledBy(this.#cohorts, read);
    }
    yield this.#fields(columns);
    if (dataset === 'transactions') return;
    yield* this.#part('attributes of the process', () => this.#attributes('resource', undefined));
    const survey = await this.#run.optional('attributes', () => FieldSurvey.take(this.#run, this.#cohorts));
    if (survey === undefined) return;
    const shared = sharedNames(survey);
    const held: Counted[] = [];
    for (const map of ['bools', 'ints', 'doubles', 'jsons', 'strings'] as const) {
      if (!survey.fields.some((field) => field.map === map)) continue;
      const counted = await this.#run.optional(`attributes (${map})`, () =>
        this.#attributes(map, survey, shared.size > 0),
      );
      if (counted === undefined) continue;
      const { own, parts } = splitShared(counted, shared);
      held.push(parts);
      yield this.#fields(own);
    }
    yield this.#fields(mergeShared(held));
    if (!this.#cohorts.hasParents) return;
    const kinds = (['parent', 'root'] as const).filter((kin) => this.#wantedOf(kin)?.length !== 0);
    if (kinds.length === 0) return;
    const sample = await this.#run.optional('fields of parent and root spans', () =>
      sampleForKin(this.#run, this.#cohorts, this.#maxKinEvents),
    );
    if (sample === undefined) return;
    for (const kin of kinds) yield* this.#kin(kin, sample);
  }

  async *#part(what: string, count: () => Promise<Counted>): AsyncGenerator<ComparedField[]> {
    const counted = await this.#run.optional(what, count);
    if (counted !== undefined) yield this.#fields(counted);
  }

  #attributes(
    map: Parameters<typeof countAttributes>[2],
    survey: FieldSurvey | undefined,
    hasParts = false,
  ): Promise<Counted> {
    return countAttributes(this.#run, this.#cohorts, map, survey, this.#wanted, hasParts);
  }

  #wantedOf(kin: Kin): string[] | undefined {
    const prefix = `${kin}.`;
    return this.#wanted?.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  async *#kin(kin: Kin, sample: KinSample): AsyncGenerator<ComparedField[]> {
    const scope = { bin: this.#ready.bin.bin, range: this.#ready.range };
    const values = await this.#run.optional(`fields of the ${kin} span`, () =>
      countRelated(this.#run, sample, kin, scope, this.#wantedOf(kin)),
    );
    if (values === undefined) return;
    yield this.#ranked(
      values.map((field) => ({
        field: comparedValues(field, sample.cohorts),
        division: divisionOf(field),
      })),
    );
  }

  #fields({ values, numbers }: Counted): ComparedField[] {
    return this.#ranked([
      ...values.map((field) => ({
        field: comparedValues(field, this.#cohorts),
        division: divisionOf(field),
      })),
      ...numbers.map((field) => ({ field: comparedNumbers(field, this.#cohorts), division: undefined })),
    ]);
  }

  /** A field that divides the events as another one does says nothing new. */
  #ranked(fields: { field: ComparedField; division: string | undefined }[]): ComparedField[] {
    fields.sort((a, b) => compareRank(a.field, b.field));
    return fields.map(({ field, division }) => {
      if (division === undefined || field.values === null || field.values.value.length < 2) return field;
      const first = this.#first.get(division);
      if (first === undefined) this.#first.set(division, field.name);
      return first === undefined ? field : { ...field, sameAs: first };
    });
  }
}
