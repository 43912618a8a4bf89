import { useQuery } from '@tanstack/react-query';
import { type Completion, completeQuestion, type Dataset } from '@tracebin/model';
import { fieldsQuery } from '../../api/queries.ts';
import { useFieldValues } from '../../shell/use-completion.ts';
import { type CompletionOption, completionOptions } from './completion-options.ts';

/** What fits at the caret, with the fields and values that have arrived in this bin. */
export function useCompletions(
  bin: string,
  text: string,
  caret: number,
  enabled: boolean,
): { completion: Completion; options: CompletionOption[] } {
  const completion = completeQuestion(text, caret);
  const { wanted, field, prefix } = completion;
  const plainField = field?.replace(/^(root|parent|child|any|none)\./, '') ?? '';
  const fields = useQuery({ ...fieldsQuery(bin, ''), enabled: enabled && wanted.includes('field') });
  const values = useFieldValues(bin, plainField, prefix, enabled && wanted.includes('value'));
  if (!enabled) return { completion, options: [] };
  const attributes = (fields.data?.fields ?? []).filter(({ source }) => source !== 'column');
  return {
    completion,
    options: completionOptions(completion, datasetOf(text), { fields: attributes, values }),
  };
}

/** Read with a pattern: while somebody types, the whole text is seldom a question. */
function datasetOf(text: string): Dataset {
  const match = /\bfrom\s+(spans|logs|events|transactions|all)\b/i.exec(text);
  return (match?.[1]?.toLowerCase() as Dataset | undefined) ?? 'spans';
}
