import type { BoardPanel } from '@tracebin/model';

/** The list with one element at another place; places outside are the first and the last. */
export function moved<Of>(list: readonly Of[], from: number, to: number): Of[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(Math.min(next.length, Math.max(0, to)), 0, taken);
  return next;
}

/** A name for each panel that stays its own when panels move; the same question may stand there more than once. */
export function panelKeys(panels: readonly BoardPanel[]): string[] {
  const seen = new Map<string, number>();
  return panels.map(({ question }) => {
    const count = seen.get(question) ?? 0;
    seen.set(question, count + 1);
    return `${question} ${count}`;
  });
}
