import type { Engine } from '../store/engine/engine.ts';
import type { DeriveOptions } from './derive-options.ts';
import { Deriver, type DeriveState } from './deriver.ts';

/**
 * Makes all derived rows again from the events. No other deriver may run meanwhile.
 *
 * @param onProgress after each batch
 */
export async function rebuild(
  engine: Engine,
  options: Partial<DeriveOptions> = {},
  onProgress: (state: DeriveState) => void = () => {},
): Promise<DeriveState> {
  const deriver = new Deriver(engine, options);
  deriver.rebuild();
  await deriver.finish(onProgress);
  return deriver.state;
}
