import { useEffect, useRef, useSyncExternalStore } from 'react';

/**
 * One key, or two one after another (`g t`), as `KeyboardEvent.key` names them, or one with Control or Command (`Mod+s`);
 * `label` is what the help shows.
 */
export interface KeyBinding {
  keys: string;
  label: string;
  /** Left out where a part of the page hears the key itself while it has the focus: the help names it. */
  run?: (event: KeyboardEvent) => void;
  /** Also while typing into a field; for Escape and keys with `Mod` only. */
  whileTyping?: boolean;
}

export interface KeyGroup {
  title: string;
  bindings: readonly KeyBinding[];
}

/** How long the first of two keys waits for the second. */
const SEQUENCE_MS = 1_000;

let groups: readonly KeyGroup[] = [];
const listeners = new Set<() => void>();
let pending = '';
let pendingUntil = 0;

function setGroups(next: readonly KeyGroup[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

/** True while keys belong to a field the reader types into. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const key = event.ctrlKey || event.metaKey ? `Mod+${event.key.toLowerCase()}` : event.key;
  // An open dialog has the keyboard to itself; it closes by the browser's own Escape.
  if (document.querySelector('dialog[open]') !== null && key !== '?') return;
  const typing = isTyping(event.target);
  const sequence = Date.now() < pendingUntil ? `${pending} ${key}` : '';
  pendingUntil = 0;
  // The group registered last is the innermost: it gets the key first.
  for (const wanted of sequence === '' ? [key] : [sequence, key]) {
    for (const group of [...groups].reverse()) {
      const binding = group.bindings.find((each) => each.keys === wanted && (!typing || each.whileTyping));
      if (binding?.run === undefined) continue;
      event.preventDefault();
      binding.run(event);
      return;
    }
  }
  const starts = groups.some((group) => group.bindings.some((each) => each.keys.startsWith(`${key} `)));
  if (!typing && starts) {
    pending = key;
    pendingUntil = Date.now() + SEQUENCE_MS;
  }
}

/** Starts listening; called once by the program's entry. */
export function startKeys(): void {
  document.addEventListener('keydown', onKeyDown);
}

/**
 * Registers keys while the caller is mounted; they appear in the help under `title`. The bindings may be new
 * objects on each render: the latest ones run, without registering again.
 */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const names = bindings
    .map((each) => `${each.keys}\t${each.label}\t${each.whileTyping ?? false}\t${each.run !== undefined}`)
    .join('\n');
  useEffect(() => {
    const group: KeyGroup = {
      title,
      bindings: names
        .split('\n')
        .filter((line) => line !== '')
        .map((line, index) => {
          const [keys = '', label = '', whileTyping, runs] = line.split('\t');
          return {
            keys,
            label,
            whileTyping: whileTyping === 'true',
            ...(runs === 'true' ? { run: (event) => latest.current[index]?.run?.(event) } : {}),
          };
        }),
    };
    setGroups([...groups, group]);
    return () => setGroups(groups.filter((each) => each !== group));
  }, [title, names]);
}

export const useKeyGroups = (): readonly KeyGroup[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
  );
