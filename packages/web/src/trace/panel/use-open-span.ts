import { useQuery } from '@tanstack/react-query';
import type { SpanAnswer } from '@tracebin/model';
import { useEffect, useMemo, useState } from 'react';
import { spanQuery } from '../../api/queries.ts';
import type { LaneMarks } from '../lanes/draw-lanes.ts';
import { itemOfKey } from '../view/folding.ts';
import { isGroupKey } from '../view/trace-view.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';

/** Everything of the span that the panel shows. */
export interface OpenSpan {
  /** Undefined while it is on its way. */
  answer: SpanAnswer | undefined;
  error: Error | null;
  retry: () => void;
  /** Its events and log records, for its row. */
  marks: LaneMarks | null;
}

/** A held arrow key runs over many rows; only the one it rests on is asked for. */
const REST_MS = 90;

export function useOpenSpan(bin: string, stage: TraceStage): OpenSpan {
  const { selected } = stage.view;
  const rested = useRested(selected);
  const spanId = rested === null || isGroupKey(rested) ? '' : rested;
  const known = spanId !== '' && itemOfKey(stage.drawn, spanId) !== null;
  const { data, error, refetch } = useQuery({
    ...spanQuery(bin, stage.layout.answer.traceId, spanId),
    enabled: known,
  });
  const answer = data !== undefined && selected === spanId ? data : undefined;
  const marks = useMemo<LaneMarks | null>(() => {
    if (answer === undefined) return null;
    const at = itemOfKey(stage.drawn, answer.spanId);
    if (at === null || at < 0) return null;
    const start = stage.drawn.layout.start[at]!;
    const ofLog = (iso: string) => start + offsetBetween(answer.start, iso);
    return {
      at,
      moments: [
        ...answer.events.map((event) => start + event.offset),
        ...answer.logs.map((log) => ofLog(log.at)),
      ],
    };
  }, [answer, stage.drawn]);
  return { answer, error: selected === spanId ? error : null, retry: () => void refetch(), marks };
}

/** Nanoseconds from one ISO time to another, exact to the nanosecond where both have nine decimals. */
export function offsetBetween(from: string, to: string): number {
  return (wholeSeconds(to) - wholeSeconds(from)) * 1e9 + (fraction(to) - fraction(from));
}

const wholeSeconds = (iso: string): number => Math.floor(new Date(iso).getTime() / 1000);
const fraction = (iso: string): number => Number((/\.(\d{1,9})/.exec(iso)?.[1] ?? '0').padEnd(9, '0'));

function useRested(key: string | null): string | null {
  const [rested, setRested] = useState(key);
  useEffect(() => {
    if (key === rested) return;
    const timer = setTimeout(() => setRested(key), rested === null ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [key, rested]);
  return rested;
}
