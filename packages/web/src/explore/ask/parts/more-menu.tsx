import type { Question } from '@tracebin/model';
import { useEffect, useRef, useState } from 'react';
import { Floating } from '../../../shell/floating.tsx';
import type { QuestionPart } from '../question-chips.ts';
import { orderSubjectsOf, subjectsOf } from '../question-subjects.ts';
import { PartForm } from './part-form.tsx';
import type { PartFormProps } from './part-form-props.ts';

type Kind = QuestionPart['kind'];

interface Offer {
  kind: Kind;
  label: string;
  note: string;
  /** There is something that it could be about, and it is not there yet where there is only one. */
  isOpen: (question: Question) => boolean;
}

const hasGroups = ({ breakdowns = [] }: Question): boolean => breakdowns.length > 0;

const OFFERS: readonly Offer[] = [
  {
    kind: 'order',
    label: 'Order by',
    note: 'largest first, A to Z',
    isOpen: (question) => hasGroups(question) && orderSubjectsOf(question).length > 0,
  },
  {
    kind: 'limit',
    label: 'Limit',
    note: 'so many groups',
    isOpen: (question) => hasGroups(question) && question.limit === undefined,
  },
  {
    kind: 'having',
    label: 'Having',
    note: 'groups above a number',
    isOpen: (question) => hasGroups(question) && subjectsOf(question).length > 0,
  },
  {
    kind: 'compare',
    label: 'Compare to',
    note: 'an earlier period',
    isOpen: ({ compareTo }) => compareTo === undefined,
  },
  {
    kind: 'every',
    label: 'Every',
    note: 'length of a point in time',
    isOpen: ({ granularity }) => granularity === undefined,
  },
  { kind: 'field', label: 'Calculated field', note: 'made of others', isOpen: () => true },
  {
    kind: 'formula',
    label: 'Formula',
    note: 'of two calculations',
    isOpen: (question) => subjectsOf({ ...question, formulas: [] }).length > 0,
  },
  {
    kind: 'dataset',
    label: 'From',
    note: 'logs, transactions, all',
    isOpen: ({ dataset }) => dataset === undefined,
  },
];

/** All that a question may have besides what it shows, of which events and in which groups. */
export const MoreMenu = (props: PartFormProps) => (
  <Floating className="chip add" name="Add another part" label="+ more">
    {(close) => (
      <MorePart
        {...props}
        done={(question) => {
          props.done(question);
          close();
        }}
      />
    )}
  </Floating>
);

function MorePart(props: PartFormProps) {
  const { question, done } = props;
  const [kind, setKind] = useState<Kind>();
  const form = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone: the keyboard goes on in the form that came in its place.
  useEffect(() => {
    if (kind !== undefined) form.current?.querySelector<HTMLElement>('input, select, button')?.focus();
  }, [kind]);
  if (kind !== undefined)
    return (
      <div ref={form}>
        <PartForm {...props} part={{ kind }} />
      </div>
    );
  return (
    <div className="menu part-menu">
      {OFFERS.filter(({ isOpen }) => isOpen(question)).map((offer) => (
        <button key={offer.kind} type="button" onClick={() => setKind(offer.kind)}>
          {offer.label}
          <span className="muted small right">{offer.note}</span>
        </button>
      ))}
      {question.disableSeries !== true && (
        <button type="button" onClick={() => done({ ...question, disableSeries: true })}>
          Table only
          <span className="muted small right">no lines over time</span>
        </button>
      )}
      {!hasGroups(question) && (
        <p className="menu-note muted small">Order, limit and having come with a Group by.</p>
      )}
    </div>
  );
}
