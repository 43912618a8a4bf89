/**
 * What every span has and whose length is known: ids, kind and times. Written in one go and by words, not field by field and
 * by bytes.
 */
import { epochNanos } from '../record/clock.ts';
import type { RecordedSpan } from '../record/span.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/** With a parent. */
const MAX_BYTES = 58;
const time = new Uint32Array(2);

/** Tag and length of a field of bytes. */
const TRACE_ID = 0x0a10;
const SPAN_ID = 0x1208;
const PARENT_ID = 0x2208;
/** Tags: a varint, and two of 64 bits. */
const KIND = 0x30;
const START = 0x39;
const END = 0x41;

export function writeSpanHead(writer: ProtobufWriter, span: RecordedSpan): void {
  const at = writer.room(MAX_BYTES);
  const { view } = writer;
  view.setUint16(at, TRACE_ID);
  view.setInt32(at + 2, span.trace0);
  view.setInt32(at + 6, span.trace1);
  view.setInt32(at + 10, span.trace2);
  view.setInt32(at + 14, span.trace3);
  view.setUint16(at + 18, SPAN_ID);
  view.setInt32(at + 20, span.id0);
  view.setInt32(at + 24, span.id1);
  view.setUint8(at + 28, KIND);
  // OTLP counts from 1 (internal), the API from 0.
  view.setUint8(at + 29, (span.kind + 1) & 0x7f);
  writeTime(view, at + 30, START, span.startMs);
  writeTime(view, at + 39, END, span.endMs);
  if (span.parent0 === 0 && span.parent1 === 0) {
    writer.wrote(at + 48);
    return;
  }
  view.setUint16(at + 48, PARENT_ID);
  view.setInt32(at + 50, span.parent0);
  view.setInt32(at + 54, span.parent1);
  writer.wrote(at + MAX_BYTES);
}

function writeTime(view: DataView, at: number, tag: number, ms: number): void {
  epochNanos(ms, time);
  view.setUint8(at, tag);
  view.setUint32(at + 1, time[0] as number, true);
  view.setUint32(at + 5, time[1] as number, true);
}
