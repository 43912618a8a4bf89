/** Text of somebody else as a piece of our one line: it may neither steer a terminal, nor look like a line of its own. */
const MAX_LENGTH = 300;

/** Steering of terminals, of the direction of writing, lines and what cannot be seen. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\s]+/gu;

export function saidText(text: string): string {
  const letters = [
    ...text
      .slice(0, MAX_LENGTH * 4)
      .replace(UNSEEN, ' ')
      .trim(),
  ];
  return letters.length > MAX_LENGTH ? `${letters.slice(0, MAX_LENGTH).join('')}…` : letters.join('');
}
