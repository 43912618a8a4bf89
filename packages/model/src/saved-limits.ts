/** How much a bin keeps of what people save in it; pages and server go by the same numbers. */
export const SAVED_LIMITS = {
  /** Characters of a name, trimmed. */
  nameLength: 120,
  /** Characters of a question's text. */
  textLength: 8_000,
  questions: 200,
  boards: 100,
  panels: 30,
  answers: 500,
  /** An answer as JSON. */
  answerBytes: 1024 * 1024,
} as const;

/** How the numbers of an answer are drawn; `stat`: the totals in large digits. */
export const CHART_KINDS = ['line', 'stacked', 'bar', 'stat'] as const;

/** What a panel of a board shows of its question. */
export const PANEL_SHOWS = ['chart', 'table', 'stat', 'heatmap'] as const;
