import { Floating } from '../shell/floating.tsx';
import { ChevronDown } from '../shell/icons.tsx';
import './choice-filter.css';

interface ChoiceFilterProps {
  label: string;
  value: string | undefined;
  choices: readonly string[];
  choose: (value: string | undefined) => void;
  /** Its list has been opened: what there is to choose from may be asked for anew. */
  opened?: () => void;
}

/** One of few values, or all of them: `service scruffy-web`. */
export function ChoiceFilter({ label, value, choices, choose, opened }: ChoiceFilterProps) {
  // What is set stays to be seen and taken back, also where nothing of it ran.
  const offered = value === undefined || choices.includes(value) ? choices : [value, ...choices];
  return (
    <Floating
      className="ctl plain"
      name={`${label}: ${value ?? 'all'}`}
      opened={opened}
      label={
        <>
          <span className="k">{label}</span> <span className="clip choice-value">{value ?? 'all'}</span>
          <ChevronDown />
        </>
      }
    >
      {(close) => (
        <div className="menu choice-menu">
          <ul>
            {[undefined, ...offered].map((each) => (
              <li key={each ?? ''}>
                <button
                  type="button"
                  aria-current={each === value ? 'true' : undefined}
                  onClick={() => {
                    choose(each);
                    close();
                  }}
                >
                  {each ?? 'all'}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Floating>
  );
}
