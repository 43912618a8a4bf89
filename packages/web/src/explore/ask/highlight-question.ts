import { calculationOp, isKeyword, tokensOf } from '@tracebin/model';

/** A piece of the text and how it is shown. */
export interface TextPiece {
  text: string;
  look: 'keyword' | 'calculation' | 'value' | 'plain' | 'wrong';
}

/** The whole text in pieces, nothing added and nothing left out; `wrongAt` marks the place of an error. */
export function highlightQuestion(text: string, wrong?: { at: number; length: number }): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  const push = (end: number, look: TextPiece['look']) => {
    if (end > at) pieces.push({ text: text.slice(at, end), look });
    at = Math.max(at, end);
  };
  let afterOperator = false;
  for (const token of tokensOrNone(text)) {
    push(token.at, 'plain');
    const isWrong = wrong !== undefined && token.at === wrong.at && token.length > 0;
    const look = isWrong ? 'wrong' : lookOf(token.kind, token.text, afterOperator);
    afterOperator =
      (token.kind === 'symbol' && /^[=<>!]/.test(token.text)) || (token.text === '(' && afterOperator);
    push(token.at + token.length, look);
  }
  push(text.length, wrong === undefined ? 'plain' : 'wrong');
  return pieces;
}

function lookOf(kind: string, text: string, isValue: boolean): TextPiece['look'] {
  if (kind === 'string') return 'value';
  if (kind !== 'word') return 'plain';
  if (isValue) return 'value';
  if (calculationOp(text) !== undefined) return 'calculation';
  return isKeyword(text) ? 'keyword' : 'plain';
}

/** Text with an open quote has no tokens yet. */
function tokensOrNone(text: string) {
  try {
    return tokensOf(text);
  } catch {
    return [];
  }
}
