import {
  CALCULATION_OPS,
  CLAUSES,
  type Completion,
  DATASETS,
  type Dataset,
  FILTER_OPS,
  HAVING_OPS,
  knownFieldsOf,
  needsColumn,
  printField,
  printValue,
  RELATIONS,
  valueOfWord,
  type Wanted,
} from '@tracebin/model';

/** Something to put into the text. */
export interface CompletionOption {
  /** What is written into the text. */
  text: string;
  /** A word or two about it. */
  note?: string;
}

/** What the catalogue knows, as far as it has answered. */
export interface KnownNames {
  fields: readonly { name: string; type: string }[];
  values: readonly string[];
}

const MAX_OPTIONS = 12;
const CONNECTIVES = ['AND', 'OR'];
const TIMES = ['15m', '1h', '6h', '24h', '7d'];

/** Options for the caret: what begins with the prefix first, then what contains it. */
export function completionOptions(
  completion: Completion,
  dataset: Dataset,
  known: KnownNames,
): CompletionOption[] {
  const wanted = completion.prefix.toLowerCase();
  const all = completion.wanted.flatMap((kind) => optionsOf(kind, completion, dataset, known));
  const ranked = [
    ...all.filter(({ key }) => key.startsWith(wanted)),
    ...(wanted === '' ? [] : all.filter(({ key }) => !key.startsWith(wanted) && key.includes(wanted))),
  ];
  const seen = new Set<string>();
  const options: CompletionOption[] = [];
  for (const { text, note } of ranked) {
    if (seen.has(text) || text === completion.prefix) continue;
    seen.add(text);
    options.push(note === undefined ? { text } : { text, note });
    if (options.length === MAX_OPTIONS) break;
  }
  return options;
}

interface Candidate extends CompletionOption {
  /** What the prefix is looked for in, in small letters. */
  key: string;
}

const plain = (texts: readonly string[]): Candidate[] =>
  texts.map((text) => ({ text, key: text.toLowerCase() }));

function optionsOf(kind: Wanted, completion: Completion, dataset: Dataset, known: KnownNames): Candidate[] {
  switch (kind) {
    case 'calculation':
      return CALCULATION_OPS.map((op) => ({ text: needsColumn(op) ? `${op}(` : op, key: op.toLowerCase() }));
    case 'field':
      return fieldOptions(completion.prefix, dataset, known.fields);
    case 'operator':
      return plain(completion.field === undefined ? HAVING_OPS : FILTER_OPS);
    case 'value':
      return [...codesOf(completion.field, dataset), ...known.values].map((value) => ({
        // As somebody would type it: 200 and true without quotes, they mean the same.
        text: printValue(valueOfWord(value)),
        key: value.toLowerCase(),
      }));
    case 'clause':
      return [...plain(CONNECTIVES), ...plain(CLAUSES)];
    case 'dataset':
      return plain(DATASETS);
    case 'time':
      return plain(TIMES);
    case 'name':
    case 'number':
      return [];
  }
}

/** Fixed fields, attributes, and the same of another span of the trace once its relation is written. */
function fieldOptions(prefix: string, dataset: Dataset, attributes: KnownNames['fields']): Candidate[] {
  const relation = RELATIONS.find((each) => prefix.toLowerCase().startsWith(`${each}.`));
  const before = relation === undefined ? '' : `${relation}.`;
  const own = [
    ...knownFieldsOf(relation === undefined ? dataset : 'spans').map(({ name, what }) => ({
      name,
      note: what,
    })),
    ...attributes.map(({ name, type }) => ({ name, note: type })),
  ].map(({ name, note }) => ({
    text: printField(before + name),
    note,
    key: `${before}${name}`.toLowerCase(),
  }));
  const relations =
    relation === undefined
      ? RELATIONS.map((each) => ({ text: `${each}.`, note: 'another span of the trace', key: `${each}.` }))
      : [];
  return [...own, ...relations];
}

/** The words of a field that has only a few: they stand in what is said about it. */
function codesOf(field: string | undefined, dataset: Dataset): string[] {
  const known = knownFieldsOf(dataset).find(({ name }) => name === field);
  if (known?.type === 'bool') return ['true', 'false'];
  return known?.type === 'code' ? known.what.split(', ') : [];
}

/** The text with an option in it, and where the caret stands then. */
export function withOption(
  text: string,
  completion: Completion,
  option: string,
): { text: string; caret: number } {
  const before = text.slice(0, completion.at);
  const after = text.slice(completion.end);
  // An opened parenthesis and a relation are to be followed at once, anything else by a space.
  const space = /[(.]$/.test(option) || /^[\s,)]/.test(after) ? '' : ' ';
  const glue = before === '' || /[\s(]$/.test(before) ? '' : /[,=<>]$/.test(before) ? ' ' : '';
  const written = `${before}${glue}${option}${space}`;
  return { text: written + after, caret: written.length };
}
