import type { CompareAnswer } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { compareCohorts } from '../compare-cohorts.ts';
import { type Cause, insertPlanted, type PlantedEvent, plantedEvents } from './planted.ts';

export interface Trial {
  cause: Cause;
  events: PlantedEvent[];
  answer: CompareAnswer;
}

/** One draw of events of a cause, its slow requests compared with the rest. */
export async function tryCause(engine: Engine, cause: Cause, seed: number): Promise<Trial> {
  const events = plantedEvents(cause, seed);
  const bin = `planted-${cause.truth.join('-')}-${seed}`;
  const nowMs = Date.now();
  await insertPlanted(engine, bin, events, nowMs - 1_800_000);
  const answer = await compareCohorts(
    engine,
    { bin, retentionHours: 24 },
    {
      question: { timeRange: '1h', filters: [{ column: 'kind', op: '=', value: 'server' }] },
      selection: { range: { column: 'duration', min: 1e9 } },
    },
    { nowMs },
  );
  return { cause, events, answer };
}

/** True when the fields of the cause are the first, in any order. */
export function isFirst(names: readonly string[], { truth }: Cause): boolean {
  return truth.length > 0 && truth.every((name) => names.slice(0, truth.length).includes(name));
}
