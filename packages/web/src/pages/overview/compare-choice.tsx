import { Floating } from '../../shell/floating.tsx';
import { ChevronDown } from '../../shell/icons.tsx';
import type { OverviewPageSearch } from './overview-search.ts';

export const COMPARED_WITH = { day: 'the day before', week: 'the week before', none: 'nothing' } as const;

interface CompareChoiceProps {
  value: OverviewPageSearch['compare'];
  choose: (value: OverviewPageSearch['compare']) => void;
}

/** With which time the range is compared. */
export function CompareChoice({ value, choose }: CompareChoiceProps) {
  const chosen = value ?? 'day';
  return (
    <Floating
      className="ctl plain"
      name={`Compare with: ${COMPARED_WITH[chosen]}`}
      label={
        <>
          <span className="k">compare with</span> {COMPARED_WITH[chosen]}
          <ChevronDown />
        </>
      }
    >
      {(close) => (
        <div className="menu choice-menu">
          <ul>
            {(['day', 'week', 'none'] as const).map((each) => (
              <li key={each}>
                <button
                  type="button"
                  aria-current={each === chosen ? 'true' : undefined}
                  onClick={() => {
                    choose(each === 'day' ? undefined : each);
                    close();
                  }}
                >
                  {COMPARED_WITH[each]}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Floating>
  );
}
