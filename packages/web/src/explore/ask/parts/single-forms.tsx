import { type Dataset, MAX_GROUPS, MAX_GROUPS_WITHOUT_SERIES } from '@tracebin/model';
import { absoluteRange } from '../../../time/time-range.ts';
import { lengthOf, lengthText } from '../lengths.ts';
import { ChoiceForm } from './choice-form.tsx';
import type { PartFormProps } from './part-form-props.ts';

/** How many groups stand by themselves; the others are together in OTHER. */
export function LimitForm({ question, done }: PartFormProps) {
  const most = question.disableSeries === true ? MAX_GROUPS_WITHOUT_SERIES : MAX_GROUPS;
  return (
    <ChoiceForm
      choices={[5, 10, 20, 50].map((limit) => ({
        label: `${limit} groups`,
        question: { ...question, limit },
      }))}
      other={{
        label: 'Number of groups',
        placeholder: `1 to ${most}`,
        initial: question.limit?.toString() ?? '',
        read: (text) => {
          const limit = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
          return limit >= 1 && limit <= most ? { ...question, limit } : undefined;
        },
      }}
      done={done}
    />
  );
}

const EARLIER = [
  { label: 'An hour earlier', length: '1h' },
  { label: 'A day earlier', length: '24h' },
  { label: 'A week earlier', length: '7d' },
];

/** The same question so much earlier: by the length of the range itself, or by one that people think in. */
export function CompareForm({ question, range, done }: PartFormProps) {
  const seconds = rangeSeconds(range);
  const others = EARLIER.filter(({ length }) => lengthOf(length) !== seconds);
  return (
    <ChoiceForm
      choices={[{ label: 'The period just before', length: lengthText(seconds) }, ...others].map(
        ({ label, length }) => ({
          label,
          note: length,
          question: { ...question, compareTo: length },
        }),
      )}
      other={{
        label: 'How much earlier',
        placeholder: 'or 30m, 3h, 2d',
        initial: question.compareTo ?? '',
        read: (text) => {
          const compareTo = text.replace(/\s+/g, '');
          return /\d$/.test(compareTo) || lengthOf(compareTo) === undefined
            ? undefined
            : { ...question, compareTo };
        },
      }}
      done={done}
    />
  );
}

const BUCKETS = [1, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400];
/** The server's own bound. */
const MAX_BUCKETS = 1_000;
const OFFERED_BUCKETS = 4;

/** How long a bucket of time is; left out, a round length that gives about 120 of them. */
export function EveryForm({ question, range, done }: PartFormProps) {
  const seconds = rangeSeconds(range);
  const fitting = BUCKETS.filter((each) => seconds / each <= MAX_BUCKETS / 2 && seconds / each >= 4);
  return (
    <ChoiceForm
      choices={fitting.slice(0, OFFERED_BUCKETS).map((granularity) => ({
        label: `Every ${lengthText(granularity)}`,
        note: `${Math.ceil(seconds / granularity)} points`,
        question: { ...question, granularity },
      }))}
      other={{
        label: 'Length of a bucket of time',
        placeholder: 'or 30s, 5m, 1h',
        initial: question.granularity === undefined ? '' : lengthText(question.granularity),
        read: (text) => {
          const granularity = lengthOf(text);
          return granularity === undefined || seconds / granularity > MAX_BUCKETS
            ? undefined
            : { ...question, granularity };
        },
      }}
      done={done}
    />
  );
}

const KINDS: readonly { dataset: Dataset; label: string; note: string }[] = [
  { dataset: 'spans', label: 'Spans', note: 'what was done' },
  { dataset: 'transactions', label: 'Transactions', note: 'requests and jobs' },
  { dataset: 'logs', label: 'Logs', note: 'what was said' },
  { dataset: 'events', label: 'Custom events', note: 'what was sent as such' },
  { dataset: 'all', label: 'All events', note: 'but transactions' },
];

export const DatasetForm = ({ question, done }: PartFormProps) => (
  <ChoiceForm
    choices={KINDS.map(({ dataset, label, note }) => ({ label, note, question: { ...question, dataset } }))}
    done={done}
  />
);

function rangeSeconds(range: PartFormProps['range']): number {
  const { from, to } = absoluteRange(range, Date.now());
  return Math.max(1, Math.round((to - from) / 1_000));
}
