/**
 * The moment that the pointer is over in any chart of a group: all of them draw their crosshair there. Kept beside React's
 * state, so that a move of the pointer renders the charts and not the page around them.
 *
 *     <PointedTime>            one group: the answer, or a whole board
 *       <Heatmap … />          each asks usePointedTime()
 *       <SeriesChart … />
 *     </PointedTime>
 */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useState,
  useSyncExternalStore,
} from 'react';

class Pointed {
  at: number | undefined = undefined;
  readonly #listeners = new Set<() => void>();

  point(at: number | undefined): void {
    if (at === this.at) return;
    this.at = at;
    for (const listener of this.#listeners) listener();
  }

  /** Takes a moment away, unless the pointer is in another chart by now. */
  leave(at: number): void {
    if (this.at === at) this.point(undefined);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const Group = createContext<Pointed | undefined>(undefined);

/** A group of charts; inside of another group it belongs to that one. */
export function PointedTime({ children }: { children: ReactNode }) {
  const around = useContext(Group);
  const [own] = useState(() => new Pointed());
  return <Group.Provider value={around ?? own}>{children}</Group.Provider>;
}

/** Milliseconds since the epoch, undefined for none; how to say where the pointer is, and that it has left. */
export function usePointedTime(): [
  number | undefined,
  (at: number | undefined) => void,
  (at: number) => void,
] {
  const group = useContext(Group);
  const [alone] = useState(() => new Pointed());
  const pointed = group ?? alone;
  const subscribe = useCallback((listener: () => void) => pointed.subscribe(listener), [pointed]);
  const at = useSyncExternalStore(subscribe, () => pointed.at);
  const point = useCallback((next: number | undefined) => pointed.point(next), [pointed]);
  const leave = useCallback((before: number) => pointed.leave(before), [pointed]);
  return [at, point, leave];
}
