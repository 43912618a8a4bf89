import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/store/index.ts';
import { describeStore } from './store-suite.ts';

describeStore('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tracebin-store-'));
  const engine = await openEngine(directory);
  return {
    engine,
    close: async () => {
      await engine.close();
      await rm(directory, { recursive: true });
    },
  };
});
