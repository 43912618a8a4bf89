import { useQuery } from '@tanstack/react-query';
import type { Question, QuestionAnswer } from '@tracebin/model';
import { questionQuery } from '../../api/question.ts';

export interface FieldGroup {
  /** Null: events without one. */
  value: string | null;
  /** Events that have it. */
  count: number;
}

/** More than a reader chooses from; a condition leads to the others. */
const MAX_GROUPS = 30;

/** The values that a field has among the events of a question, the most frequent first; nothing is asked without a field. */
export function useFieldGroups(bin: string, question: Question, field: string | undefined) {
  const { calculations: _, havings: __, orders: ___, formulas: ____, compareTo: _____, ...about } = question;
  const asked: Question = {
    ...about,
    calculations: [{ op: 'COUNT' }],
    breakdowns: field === undefined ? [] : [field],
    limit: MAX_GROUPS,
    disableSeries: true,
  };
  // What another field has is no answer to this one.
  const { placeholderData: ______, ...wanted } = questionQuery(bin, asked);
  const { data, error } = useQuery({ ...wanted, enabled: field !== undefined });
  return { groups: data === undefined ? undefined : groupsOf(data), error };
}

function groupsOf({ table }: QuestionAnswer): FieldGroup[] {
  return Array.from({ length: table.count }, (_, group) => ({
    value: table.groups[0]?.[group] ?? null,
    count: table.values[0]?.[group] ?? 0,
  }));
}
