import type { QuestionAnswer } from '@tracebin/model';
import { downloadCsv } from '../../table/csv.ts';
import { heatmapLines, resultLines } from './answer-lines.ts';
import { downloadJson } from './download-json.ts';

/** The numbers of an answer as files: its table, the cells of its heatmaps, all of it. */
export const AnswerFiles = ({ answer }: { answer: QuestionAnswer }) => (
  <span className="row right">
    {answer.columns.length > 0 && (
      <button
        type="button"
        className="link-button"
        onClick={() => downloadCsv('results', answer.from, resultLines(answer))}
      >
        Download CSV
      </button>
    )}
    {answer.heatmaps.length > 0 && (
      <button
        type="button"
        className="link-button"
        onClick={() => downloadCsv('heatmap', answer.from, heatmapLines(answer))}
      >
        CSV of cells
      </button>
    )}
    <button type="button" className="link-button" onClick={() => downloadJson('results', answer)}>
      JSON
    </button>
  </span>
);
