import { DEFAULT_THRESHOLDS, type FindingThresholds } from '@tracebin/model';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine } from '../store/engine/engine.ts';
import { comparedFindings } from './compared-findings/index.ts';
import { withHistory } from './findings-history.ts';
import { deployedVersions } from './pages/deployed-versions.ts';
import { summedQuarters } from './pages/sums/cover-range.ts';
import { parseTimeRange } from './time-range.ts';

/** Whether a finding of this key comes of comparing the time that the bin keeps with what was before. */
export async function isComparedFinding(
  engine: Engine,
  bin: BinScope & { thresholds?: FindingThresholds },
  key: string,
  nowMs = Date.now(),
): Promise<boolean> {
  const thresholds = bin.thresholds ?? DEFAULT_THRESHOLDS;
  for (const from of ['-1h', '-24h', '-7d']) {
    const range = parseTimeRange({ from }, bin.retentionHours, nowMs);
    const historyFrom = withHistory(range, bin.retentionHours, nowMs).from;
    const history = { ...range, from: historyFrom };
    const summed = summedQuarters(engine, bin.bin, history);
    const scope = {
      bin: bin.bin,
      range,
      historyFrom,
      service: undefined,
      environment: undefined,
      transaction: undefined,
      thresholds,
      deployed: deployedVersions(engine, {
        bin: bin.bin,
        range: history,
        service: undefined,
        environment: undefined,
        summed,
      }),
      summed,
    };
    const { findings } = await comparedFindings(engine, scope, undefined);
    if (findings.some((finding) => finding.key === key)) return true;
  }
  return false;
}
