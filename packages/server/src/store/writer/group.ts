import type { BinScope } from '../../receive/ingest.ts';
import { GroupSpans } from '../duplicates/group-spans.ts';
import type { BlockColumn } from '../engine/engine.ts';
import type { RowSelection } from '../native/index.ts';

export interface BlockBuilder {
  readonly table: string;
  readonly rows: number;
  readonly byteLength: number;
  readonly blockColumns: readonly BlockColumn[];
  openRequest(scope: BinScope, receivedAtSeconds: number): void;
  rollback(mark: number): void;
  encode(rows?: RowSelection): Uint8Array[];
  /** Raw trace id of a row; asked for rows with a span only. */
  traceIdOf(row: number): Uint8Array;
  clear(): void;
}

/** One request's share of a group, and those who wait for it. */
export interface GroupRequest {
  bin: string;
  /** Second. */
  receivedAt: number;
  rows: { from: number; to: number };
  /** Range in the group's `spans`. */
  spans: { from: number; to: number };
  /** Places in the group's `spans` of those that may be in the store from before anything that is remembered. */
  late: number[];
  /** One of its spans was left out because an earlier request of the same group has it. */
  leansOnGroup: boolean;
  /** One of its spans was left out because the group that is being committed has it. */
  leansOnPrevious: boolean;
  /** That group, or a part of it, was not committed. */
  previousFailed: boolean;
  /** Settles what the sender waits for: no error means committed. */
  settle(error?: Error): void;
}

/** What is committed together. */
export class Group<Builder extends BlockBuilder = BlockBuilder> {
  readonly builder: Builder;
  readonly spans = new GroupSpans();
  requests: GroupRequest[] = [];
  /** Bytes of the block and of what goes with it, as of the last request. */
  bytes = 0;

  constructor(builder: Builder) {
    this.builder = builder;
  }

  /** Takes back what a request has added that failed to decode. */
  rollback(rows: number, spans: number): void {
    this.builder.rollback(rows);
    this.spans.truncate(spans);
  }

  clear(): void {
    this.builder.clear();
    this.spans.clear();
    this.requests = [];
    this.bytes = 0;
  }
}
