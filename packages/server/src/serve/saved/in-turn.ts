import type { Engine } from '../../store/index.ts';

const turns = new WeakMap<Engine, Map<string, Promise<unknown>>>();

/**
 * Runs what reads the saved things of a bin and then writes one, after what was begun before: two people who save the
 * same name at once do not both find it free. Servers that share a cluster have no lock between them.
 */
export async function inTurn<Result>(
  engine: Engine,
  bin: string,
  kind: 'question' | 'board',
  work: () => Promise<Result>,
): Promise<Result> {
  const waiting = turns.get(engine) ?? new Map<string, Promise<unknown>>();
  turns.set(engine, waiting);
  const key = `${kind} ${bin}`;
  const turn = (waiting.get(key) ?? Promise.resolve()).then(work, work);
  waiting.set(key, turn);
  try {
    return await turn;
  } finally {
    if (waiting.get(key) === turn) waiting.delete(key);
  }
}
