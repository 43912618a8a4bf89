import {
  LAYER_NAMES,
  type LayerName,
  type Nanoseconds,
  type TransactionFigures,
  type TransactionFinding,
  type TransactionsAnswer,
} from '@tracebin/model';

/** One transaction of an answer, or all of them together (then without a name). */
export interface TransactionRow {
  service: string;
  name: string;
  figures: TransactionFigures;
  trend: Nanoseconds[];
  findings: TransactionFinding[];
  perMinute: number;
  /** Part of the time of all transactions, 0 to 1. */
  share: number;
}

export function transactionRows(answer: TransactionsAnswer): TransactionRow[] {
  return answer.name.map((name, row) => {
    const { layers, ...numbers } = answer.figures;
    const figures = {
      ...(Object.fromEntries(Object.entries(numbers).map(([key, column]) => [key, column[row]])) as Omit<
        TransactionFigures,
        'layers'
      >),
      layers: Object.fromEntries(LAYER_NAMES.map((layer) => [layer, layers[layer][row]])) as Record<
        LayerName,
        Nanoseconds
      >,
    };
    return {
      service: answer.service[row]!,
      name,
      figures,
      trend: answer.trend[row]!,
      findings: answer.findings[row]!,
      ...partOf(answer, figures),
    };
  });
}

/** The sums under the table. */
export function allTransactions(answer: TransactionsAnswer): TransactionRow {
  const { all } = answer;
  return { service: '', name: '', figures: all, trend: [], findings: [], ...partOf(answer, all) };
}

function partOf({ from, to, all }: TransactionsAnswer, figures: TransactionFigures) {
  const minutes = (Date.parse(to) - Date.parse(from)) / 60_000;
  return {
    perMinute: minutes > 0 ? figures.hits / minutes : 0,
    share: all.total > 0 ? figures.total / all.total : 0,
  };
}

/** `GET /api/slots` as verb and path; a name without a verb is a path of its own. */
export function splitVerb(name: string): { verb: string; path: string } {
  const [, verb = '', path = name] = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY) (.+)$/.exec(name) ?? [];
  return { verb, path };
}
