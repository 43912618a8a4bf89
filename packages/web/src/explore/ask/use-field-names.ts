import { useQuery } from '@tanstack/react-query';
import { type Dataset, knownFieldsOf } from '@tracebin/model';
import { fieldsQuery } from '../../api/queries.ts';

const MAX_NAMES = 20;

/**
 * Names of fields to offer for a text: those that the question calculates, fixed ones, and attributes that have arrived.
 */
export function useFieldNames(
  bin: string,
  text: string,
  dataset: Dataset = 'spans',
  calculated: readonly string[] = [],
): string[] {
  const { data } = useQuery(fieldsQuery(bin, ''));
  const wanted = text.trim().toLowerCase();
  const names = [
    ...calculated,
    ...knownFieldsOf(dataset).map(({ name }) => name),
    ...(dataset === 'transactions' ? [] : (data?.fields ?? []).map(({ name }) => name)),
  ];
  return [...new Set(names)].filter((name) => name.toLowerCase().includes(wanted)).slice(0, MAX_NAMES);
}
