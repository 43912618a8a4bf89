import type { TraceStage } from '../view/use-trace-stage.ts';

/** What every picture of a trace is given. */
export interface PaneProps {
  bin: string;
  stage: TraceStage;
  /** Leads to a row of the waterfall and opens its panel. */
  onShowRow: (item: number) => void;
}
