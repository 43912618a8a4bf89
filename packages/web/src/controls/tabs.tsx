import { useId, useRef } from 'react';

interface TabsProps<Name extends string> {
  /** What the tabs are for, to a reader who hears the page. */
  label: string;
  tabs: readonly { name: Name; label: string }[];
  current: Name;
  choose: (name: Name) => void;
  children: React.ReactNode;
}

/** Tabs with their panel; one tab stop, arrows move and choose (WAI-ARIA tabs pattern). */
export function Tabs<Name extends string>({ label, tabs, current, choose, children }: TabsProps<Name>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number) => {
    const index = tabs.findIndex((tab) => tab.name === current);
    const next = (index + step + tabs.length) % tabs.length;
    choose(tabs[next]!.name);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <div
        ref={list}
        className="tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
          event.preventDefault();
          move(event.key === 'ArrowRight' ? 1 : -1);
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={tab.name === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.name === current ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {children}
      </div>
    </>
  );
}
