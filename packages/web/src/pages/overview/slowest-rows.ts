import { LAYER_NAMES, type LayerName, type Nanoseconds, type TransactionsAnswer } from '@tracebin/model';

export interface SlowestRow {
  service: string;
  name: string;
  verb: string;
  path: string;
  hits: number;
  mean: Nanoseconds;
  median: Nanoseconds;
  p95: Nanoseconds;
  p99: Nanoseconds;
  layers: Record<LayerName, Nanoseconds>;
  /** Mean time in the chosen layer. */
  inLayer: Nanoseconds;
  /** Of the time of all transactions, or of all time in the chosen layer; 0 to 1. */
  share: number;
  /** So much above its own median that it is worth a look. */
  isHot: boolean;
}

/** One that ran a single time has a p99, but it says nothing. */
const WORTH_RANKING_HITS = 3;
const HOT_RATIO = 20;

export function slowestRows(answer: TransactionsAnswer, layer: LayerName | undefined): SlowestRow[] {
  const { figures, all } = answer;
  const whole = layer === undefined ? all.total : all.layers[layer];
  const rows = answer.name.map((name, row): SlowestRow => {
    const [, verb = '', path = name] =
      /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY) (.+)$/.exec(name) ?? [];
    const hits = figures.hits[row]!;
    const layers = Object.fromEntries(
      LAYER_NAMES.map((each) => [each, figures.layers[each][row]!]),
    ) as SlowestRow['layers'];
    const part = layer === undefined ? figures.total[row]! : layers[layer];
    const [median, p99] = [figures.median[row]!, figures.p99[row]!];
    return {
      service: answer.service[row]!,
      name,
      verb,
      path,
      hits,
      mean: hits === 0 ? 0 : figures.total[row]! / hits,
      median,
      p95: figures.p95[row]!,
      p99,
      layers,
      inLayer: hits === 0 || layer === undefined ? 0 : layers[layer] / hits,
      share: whole === 0 ? 0 : part / whole,
      isHot: median > 0 && p99 / median >= HOT_RATIO,
    };
  });
  if (layer !== undefined)
    return rows.filter(({ share }) => share > 0).sort((a, b) => b.layers[layer] - a.layers[layer]);
  const rank = ({ hits }: SlowestRow) => (hits >= WORTH_RANKING_HITS ? 0 : 1);
  return rows.sort((a, b) => rank(a) - rank(b) || b.p99 - a.p99);
}
