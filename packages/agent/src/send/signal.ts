/** One kind of data that is sent: where to, and how what waits becomes the body of a request. */
import type { Outbox, Releasable } from './outbox.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

export interface Parcel {
  body: Buffer;
  sent(): void;
  /** It will never be accepted. */
  drop(): void;
  putBack(): void;
}

export interface Signal {
  /** `/v1/traces` */
  path: string;
  /** At most one batch; undefined when nothing waits. */
  take(): Parcel | undefined;
}

export type Encode<Item> = (
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  items: readonly Item[],
) => Buffer;

export function createSignal<Item extends Releasable>(
  path: string,
  outbox: Outbox<Item>,
  encode: Encode<Item>,
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
): Signal {
  return {
    path,
    take() {
      const batch = outbox.take();
      if (batch === undefined) return undefined;
      const release = () => {
        for (const item of batch) item.release();
      };
      const drop = () => {
        outbox.dropped += batch.length;
        release();
      };
      try {
        const body = encode(writer, resource, batch);
        return { body, sent: release, drop, putBack: () => outbox.putBack(batch) };
      } catch {
        // An attribute whose getter throws, say: the batch is lost, the next one is another's.
        drop();
        return undefined;
      }
    },
  };
}
