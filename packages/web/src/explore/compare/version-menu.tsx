import { formatCount, type Question, type Selection } from '@tracebin/model';
import { Floating } from '../../shell/floating.tsx';
import { useFieldGroups } from './use-field-groups.ts';

/** The field that says which version of the app an event is of. */
const versionField = ({ dataset }: Question): string =>
  dataset === 'transactions' ? 'version' : 'service.version';

interface VersionMenuProps {
  bin: string;
  question: Question;
  select: (selection: Selection) => void;
}

/** Versions among the events of the question, one of them to be compared; the panel then offers the others beside it. */
export const VersionMenu = (props: VersionMenuProps) => (
  <Floating className="ctl" label="Compare a version">
    {(close) => <Versions {...props} close={close} />}
  </Floating>
);

function Versions({ bin, question, select, close }: VersionMenuProps & { close: () => void }) {
  const field = versionField(question);
  const { groups, error } = useFieldGroups(bin, question, field);
  if (error !== null) return <p className="menu menu-note small bad">{error.message}</p>;
  if (groups === undefined) return <p className="menu menu-note small muted">looking for versions…</p>;
  if (groups.every(({ value }) => value === null))
    return (
      <p className="menu menu-note small">
        No event of this question has <code>{field}</code>. Name the version where the app is started, for
        example <code>OTEL_RESOURCE_ATTRIBUTES=service.version=1.2.0</code>.
      </p>
    );
  if (groups.length === 1)
    return (
      <p className="menu menu-note small">
        All events of this question are of version {groups[0]!.value}: there is no other to compare it with. A
        longer range may have more.
      </p>
    );
  return (
    <div className="menu">
      {groups.map(({ value, count }) => (
        <button
          key={value ?? '\0missing'}
          type="button"
          className="clip"
          onClick={() => {
            close();
            select({ group: [{ column: field, value }] });
          }}
        >
          {value ?? '(missing)'} <span className="muted">{formatCount(count)}</span>
        </button>
      ))}
    </div>
  );
}
