/**
 * Where clocks of hosts disagree, told from children that cannot have run when they say. After Jaeger's rule (`CorrectClockSkew`
 * in jaegertracing/jaeger, adjuster/clockskew.go), but only told, never applied.
 *
 * A child on another host than its parent is compared with the parent as that would stand after its own shift:
 *
 *     parent      |-----------|           child longer than the parent: it must not start before it
 *     child  |-----|                      child that fits inside: it belongs in the middle, equal time for
 *     shift       ~~~>|-----|             request and answer on the network
 *
 * A child on the same host has its parent's clock. So, beyond Jaeger's rule, has one of the same service where no host
 * is known; and a CONSUMER, which may start long after its PRODUCER ended, must only not start before it.
 */
import { SpanKind } from '../event-codes.ts';
import type { Nanoseconds } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';
import { ColumnBuffer } from './column-buffer.ts';
import type { SpanColumns } from './span-columns.ts';

export interface ClockSkew {
  /** By row: what to add to the span's start, 0 where nothing is wrong. */
  readonly shift: Float64Array;
  /** Rows at which another clock begins: those to warn at. */
  readonly rows: Row[];
}

export function findClockSkew(
  tree: TraceTree,
  spans: Pick<SpanColumns, 'host' | 'service' | 'kind'>,
): ClockSkew {
  const { count, parent, order, start, end } = tree;
  const shift = new ColumnBuffer({ float64: count }).float64(count);
  const rows: Row[] = [];
  for (let row = 0; row < count; row++) {
    const above = parent[row]!;
    if (above === -1) continue;
    const span = order[row]!;
    const parentSpan = order[above]!;
    if (sharesClock(spans, span, parentSpan)) {
      shift[row] = shift[above]!;
      continue;
    }
    const parentStart = start[above]! + shift[above]!;
    const mustFit = spans.kind[span] !== SpanKind.consumer;
    const delta = shiftOf(
      parentStart,
      end[above]! - start[above]!,
      start[row]!,
      end[row]! - start[row]!,
      mustFit,
    );
    shift[row] = delta;
    if (delta !== 0) rows.push(row);
  }
  return { shift, rows };
}

function sharesClock(spans: Pick<SpanColumns, 'host' | 'service'>, span: number, parent: number): boolean {
  const host = spans.host[span]!;
  if (host !== -1) return host === spans.host[parent];
  return spans.host[parent] === -1 && spans.service[span] === spans.service[parent];
}

function shiftOf(
  parentStart: Nanoseconds,
  parentDuration: Nanoseconds,
  childStart: Nanoseconds,
  childDuration: Nanoseconds,
  mustFit: boolean,
): Nanoseconds {
  const isBefore = childStart < parentStart;
  if (childDuration > parentDuration || !mustFit) return isBefore ? parentStart - childStart : 0;
  const isInside = !isBefore && childStart + childDuration <= parentStart + parentDuration;
  if (isInside) return 0;
  return parentStart + Math.floor((parentDuration - childDuration) / 2) - childStart;
}
