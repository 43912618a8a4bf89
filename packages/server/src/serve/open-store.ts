/** The store with all that a program needs of it: engine, schema, bins, catalogue and the writer. */
import type { Ingest } from '../receive/ingest.ts';
import { FieldCatalogue, observedIngest } from '../store/catalogue/index.ts';
import {
  DEFAULT_WRITER_OPTIONS,
  type Engine,
  migrate,
  openEngine,
  Writer,
  type WriterOptions,
} from '../store/index.ts';
import { BinRegistry } from '../store/keys/index.ts';

export interface StoreOptions {
  /** What may wait for its commit; undefined: the writer's default. */
  maxBacklogBytes?: number | undefined;
  onCommit?: NonNullable<WriterOptions['onCommit']>;
}

export interface OpenStore {
  engine: Engine;
  /** Number of the newest migration. */
  schema: number;
  bins: BinRegistry;
  writer: Writer;
  maxBacklogBytes: number;
  /** The writer, with a catalogue that sees what comes in. */
  ingest: Ingest;
  catalogue: FieldCatalogue;
  /** Waits for what is being committed, then closes. */
  close(): Promise<void>;
}

/** @throws StartError */
export async function openStore(
  place: string,
  { maxBacklogBytes = DEFAULT_WRITER_OPTIONS.maxBacklogBytes, onCommit }: StoreOptions = {},
): Promise<OpenStore> {
  const engine = await openEngine(place);
  try {
    await migrate(engine);
    const schema = await readSchema(engine);
    const bins = await BinRegistry.open(engine);
    const writer = await Writer.open(engine, onCommit ? { maxBacklogBytes, onCommit } : { maxBacklogBytes });
    const catalogue = new FieldCatalogue(engine);
    await catalogue.load();
    catalogue.start();
    return {
      engine,
      schema,
      bins,
      writer,
      maxBacklogBytes,
      ingest: observedIngest(writer, catalogue),
      catalogue,
      close: async () => {
        bins.close();
        await writer.drain();
        // Only autocompletion would miss it.
        await catalogue.close().catch(() => {});
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function readSchema(engine: Engine): Promise<number> {
  const { columns } = await engine.query('SELECT max(number) AS newest FROM migrations');
  return Number(columns.newest?.[0] ?? 0);
}
