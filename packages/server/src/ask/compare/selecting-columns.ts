import { type CompareRequest, filtersOf, joined } from '@tracebin/model';

/** Fields that the sides are told apart by without a condition. */
export function selectedColumns({ selection, against }: CompareRequest): string[] {
  return [selection, against].flatMap((side) => [
    ...(side?.range === undefined ? [] : [side.range.column]),
    ...(side?.group ?? []).map(({ column }) => column),
  ]);
}

/** Fields that the sides are told apart by with conditions. */
export function conditionColumns({ selection, against }: CompareRequest): string[] {
  return [selection, against].flatMap((side) => {
    const condition = joined(side?.filters, side?.filterCombination);
    return condition === undefined ? [] : [...filtersOf(condition)].map(({ column }) => column);
  });
}
