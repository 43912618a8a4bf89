import type { CountedField } from './compared-values.ts';
import type { Counted } from './count-columns.ts';
import type { FieldSurvey } from './field-survey.ts';

/** Names that came with values of several types: only together are their counts those of the field. */
export function sharedNames({ fields }: FieldSurvey): ReadonlySet<string> {
  const maps = new Map<string, Set<string>>();
  for (const { name, map } of fields) maps.set(name, (maps.get(name) ?? new Set()).add(map));
  return new Set([...maps].filter(([, own]) => own.size > 1).map(([name]) => name));
}

/** Fields of one type to answer at once, and parts of fields to be put together. */
export function splitShared(counted: Counted, shared: ReadonlySet<string>): { own: Counted; parts: Counted } {
  const part = (isShared: boolean): Counted => ({
    values: counted.values.filter(({ name }) => shared.has(name) === isShared),
    numbers: counted.numbers.filter(({ name }) => shared.has(name) === isShared),
  });
  return { own: part(false), parts: part(true) };
}

export function mergeShared(parts: readonly Counted[]): Counted {
  const values = new Map<string, CountedField>();
  for (const field of parts.flatMap((part) => part.values)) {
    const known = values.get(field.name);
    values.set(field.name, known === undefined ? field : mergedValues(known, field));
  }
  const numbers = new Map<string, Counted['numbers'][number]>();
  for (const field of parts.flatMap((part) => part.numbers)) {
    const known = numbers.get(field.name);
    // Steps of whole and broken numbers are the same steps.
    const steps = new Map((known?.steps ?? []).map((step) => [step.step, { ...step }]));
    for (const step of field.steps) {
      const sum = steps.get(step.step);
      steps.set(step.step, {
        step: step.step,
        selection: step.selection + (sum?.selection ?? 0),
        rest: step.rest + (sum?.rest ?? 0),
      });
    }
    numbers.set(field.name, { ...field, steps: [...steps.values()] });
  }
  return { values: [...values.values()], numbers: [...numbers.values()] };
}

function mergedValues(a: CountedField, b: CountedField): CountedField {
  const sums = new Map(a.values.map((count) => [count.value, { ...count }]));
  for (const count of b.values) {
    const sum = sums.get(count.value);
    if (sum === undefined) sums.set(count.value, { ...count });
    else {
      sum.selection += count.selection;
      sum.rest += count.rest;
      sum.mark = String(BigInt.asUintN(64, BigInt(sum.mark) + BigInt(count.mark)));
    }
  }
  const both = a.values.length + b.values.length - sums.size;
  return {
    ...a,
    values: [...sums.values()],
    distinct: a.distinct + b.distinct - both,
    present: { selection: a.present.selection + b.present.selection, rest: a.present.rest + b.present.rest },
    isNearUnique: a.isNearUnique || b.isNearUnique,
  };
}
