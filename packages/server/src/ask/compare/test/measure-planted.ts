import type { CompareAnswer } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { compareCohorts } from '../compare-cohorts.ts';
import { type Cause, insertPlanted, type PlantedEvent, plantedEvents } from './planted.ts';

const HOUR_MS = 3_600_000;

export interface Trial {
  cause: Cause;
  events: PlantedEvent[];
  answer: CompareAnswer;
}

/** One draw of events of a cause, its slow requests compared with the rest. */
export async function tryCause(engine: Engine, cause: Cause, seed: number): Promise<Trial> {
  const events = plantedEvents(cause, seed);
  const bin = `planted-${cause.name}-${seed}`;
  const nowMs = Date.now();
  const { withinHours, maxKinEvents } = cause;
  const time =
    withinHours === undefined
      ? { startMs: nowMs - 1_800_000, stepMs: 1 }
      : {
          startMs: nowMs - withinHours * HOUR_MS,
          stepMs: Math.floor((withinHours * HOUR_MS) / events.length),
        };
  await insertPlanted(engine, bin, events, time);
  const answer = await compareCohorts(
    engine,
    { bin, retentionHours: 24 },
    {
      question: {
        timeRange: `${(withinHours ?? 0) + 1}h`,
        filters: [{ column: 'kind', op: '=', value: 'server' }],
      },
      selection: { range: { column: 'duration', min: 1e9 } },
    },
    { nowMs, maxKinEvents },
  );
  return { cause, events, answer };
}

/** True when the fields of the cause are the first, in any order. */
export function isFirst(names: readonly string[], { truth }: Cause): boolean {
  return truth.length > 0 && truth.every((name) => names.slice(0, truth.length).includes(name));
}
