import { type ComparedField, type ComparedPair, compareRank } from '@tracebin/model';
import type { QuestionRun } from '../question/question-run.ts';
import type { ReadyQuestion } from '../question/ready-question.ts';
import { type Cohorts, readWeights, scaledBy } from './cohorts.ts';
import { comparedNumbers } from './compared-numbers.ts';
import { comparedValues, divisionOf } from './compared-values.ts';
import { countAttributes } from './count-attributes.ts';
import { type Counted, countColumns } from './count-columns.ts';
import { countRelated, type Kin } from './count-related.ts';
import { type CountedMap, FieldSurvey } from './field-survey.ts';
import { findPairs } from './find-pairs.ts';
import { inOrder } from './in-order.ts';
import { sampleForKin } from './kin-sample.ts';
import { mergeShared, sharedNames, splitShared } from './shared-names.ts';

/** As questions do: the engine is at work on the one while the other is begun, ended and put together. */
const STATEMENTS_AT_ONCE = 2;

/** Puts the fields of a part in their ranks, when its turn has come. */
type Part = () => ComparedField[];
const NOTHING: Part = () => [];

/** All fields, part by part in the same order each time. */
export class Comparison {
  readonly #run: QuestionRun;
  readonly #ready: ReadyQuestion;
  #cohorts: Cohorts;
  readonly #wanted: readonly string[] | undefined;
  readonly #maxKinEvents: number | undefined;
  /** By how the events are divided: the first field that does so. */
  readonly #first = new Map<string, string>();
  readonly #own: ComparedField[] = [];
  #pairs: ComparedPair[] = [];

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

  /** Known after the last batch. */
  get pairs(): ComparedPair[] {
    return this.#pairs;
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
    const parts = dataset === 'transactions' ? [() => this.#findPairs()] : this.#parts();
    for await (const part of inOrder(parts, STATEMENTS_AT_ONCE)) yield part();
  }

  #parts(): (() => Promise<Part>)[] {
    const survey = once(() =>
      this.#run.optional('attributes', () => FieldSurvey.take(this.#run, this.#cohorts)),
    );
    const held: Counted[] = [];
    const ofMap = (map: CountedMap) => async () => {
      const known = await survey();
      if (known?.fields.some((field) => field.map === map) !== true) return NOTHING;
      const shared = sharedNames(known);
      const counted = await this.#run.optional(`attributes (${map})`, () =>
        countAttributes(this.#run, this.#cohorts, map, known, this.#wanted, shared.size > 0),
      );
      if (counted === undefined) return NOTHING;
      const { own, parts } = splitShared(counted, shared);
      return () => {
        held.push(parts);
        return this.#fields(own);
      };
    };
    const resource = async () => {
      const counted = await this.#run.optional('attributes of the process', () =>
        countAttributes(this.#run, this.#cohorts, 'resource', undefined, this.#wanted),
      );
      return counted === undefined ? NOTHING : () => this.#fields(counted);
    };
    // Fields of relatives are not paired: pairs are looked for beside them.
    let know = () => {};
    const areKnown = new Promise<void>((resolve) => {
      know = resolve;
    });
    return [
      resource,
      () => survey().then(() => NOTHING),
      // The longest last.
      ...(['bools', 'ints', 'doubles', 'jsons', 'strings'] as const).map(ofMap),
      async () => () => {
        const merged = this.#fields(mergeShared(held));
        know();
        return merged;
      },
      ...this.#kinParts(survey),
      () => areKnown.then(() => this.#findPairs()),
    ];
  }

  #kinParts(survey: () => Promise<unknown>): (() => Promise<Part>)[] {
    if (!this.#cohorts.hasParents) return [];
    const sample = once(async () => {
      if ((await survey()) === undefined) return undefined;
      return await this.#run.optional('fields of parent and root spans', () =>
        sampleForKin(this.#run, this.#cohorts, this.#maxKinEvents),
      );
    });
    const scope = { bin: this.#ready.bin.bin, range: this.#ready.range };
    const kinds = (['parent', 'root'] as const).filter((kin) => this.#wantedOf(kin)?.length !== 0);
    return kinds.map((kin) => async () => {
      const drawn = await sample();
      if (drawn === undefined) return NOTHING;
      const values = await this.#run.optional(`fields of the ${kin} span`, () =>
        countRelated(this.#run, drawn, kin, scope, this.#wantedOf(kin)),
      );
      if (values === undefined) return NOTHING;
      return () =>
        this.#ranked(
          values.map((field) => ({
            field: comparedValues(field, drawn.cohorts),
            division: divisionOf(field),
          })),
        );
    });
  }

  async #findPairs(): Promise<Part> {
    const pairs = await this.#run.optional('pairs of fields', () =>
      findPairs(this.#run, this.#cohorts, this.#own),
    );
    this.#pairs = pairs ?? [];
    return NOTHING;
  }

  #wantedOf(kin: Kin): string[] | undefined {
    const prefix = `${kin}.`;
    return this.#wanted?.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  #fields({ values, numbers }: Counted): ComparedField[] {
    const fields = this.#ranked([
      ...values.map((field) => ({
        field: comparedValues(field, this.#cohorts),
        division: divisionOf(field),
      })),
      ...numbers.map((field) => ({ field: comparedNumbers(field, this.#cohorts), division: undefined })),
    ]);
    this.#own.push(...fields);
    return fields;
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

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
