import { useQuery } from '@tanstack/react-query';
import { filtersOf, knownField, type Question, RELATIONS } from '@tracebin/model';
import { fieldsQuery } from '../../api/queries.ts';

const RELATION = new RegExp(`^(${RELATIONS.join('|')})\\.`);

/** Fields of a question that no event of the bin has had: most often they are written wrongly. */
export function useUnknownFields(bin: string, question: Question): string[] {
  const { data } = useQuery(fieldsQuery(bin, ''));
  // A catalogue that is full does not know all fields.
  if (data === undefined || data.truncated) return [];
  const {
    dataset = 'spans',
    filters = [],
    breakdowns = [],
    calculations = [],
    calculatedFields = [],
  } = question;
  const own = new Set([...data.fields, ...calculatedFields].map(({ name }) => name));
  const asked = [
    ...filters.flatMap((condition) => [...filtersOf(condition)].map(({ column }) => column)),
    ...breakdowns,
    ...calculations.flatMap(({ column }) => (column === undefined ? [] : [column])),
  ];
  return [...new Set(asked)].filter((name) => {
    const plain = name.replace(RELATION, '');
    return !own.has(name) && !own.has(plain) && knownField(dataset, plain) === undefined;
  });
}
