import { useEffect, useRef, useState } from 'react';
import { type KeyGroup, useKeyGroups, useKeys } from './keys.ts';
import { ThemeChoice } from './theme-choice.tsx';

/** `?` lists every key that works on the page that is open, from the same registry that runs them. */
export function HelpOverlay() {
  const [open, setOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const groups = useKeyGroups();
  useKeys('Everywhere', [{ keys: '?', label: 'This help', run: () => setOpen((shown) => !shown) }]);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="help" aria-label="Keys" onClose={() => setOpen(false)}>
      {open && (
        <>
          <div className="row">
            <h2 className="strong">Keys</h2>
            <button type="button" className="ctl plain right" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>
          <div className="help-groups">
            {mergeGroups(groups).map((group) => (
              <section key={group.title}>
                <h3 className="muted small">{group.title}</h3>
                <dl>
                  {group.bindings.map((binding) => (
                    <div key={binding.keys + binding.label}>
                      <dt>
                        {binding.keys.split(' ').map((key) => (
                          <kbd key={key} className="kbd">
                            {KEY_SIGNS[key] ?? key}
                          </kbd>
                        ))}
                      </dt>
                      <dd>{binding.label}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <p className="row small">
            <span className="muted">Theme</span>
            <ThemeChoice />
          </p>
        </>
      )}
    </dialog>
  );
}

const MOD = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
const KEY_SIGNS: Record<string, string> = {
  'Mod+s': `${MOD} S`,
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
};

/** Groups of one title stand together; the page's own come first. Of two that claim a key the inner one has it. */
function mergeGroups(groups: readonly KeyGroup[]): KeyGroup[] {
  const merged = new Map<string, KeyGroup>();
  groups.forEach((group, index) => {
    const inner = groups.slice(index + 1).flatMap((each) => each.bindings);
    const own = group.bindings.filter((binding) => inner.every((each) => each.keys !== binding.keys));
    const known = merged.get(group.title);
    if (own.length > 0 || known !== undefined)
      merged.set(group.title, { title: group.title, bindings: [...(known?.bindings ?? []), ...own] });
  });
  return [...merged.values()].sort(
    (a, b) => Number(a.title === 'Everywhere') - Number(b.title === 'Everywhere'),
  );
}
