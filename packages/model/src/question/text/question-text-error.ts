/** What is wrong with a question's text, and where: `at` counts UTF-16 units from its begin, `length` may be 0 at its end. */
export class QuestionTextError extends Error {
  readonly at: number;
  readonly length: number;

  constructor(message: string, { at, length }: { at: number; length: number }) {
    super(message);
    this.name = 'QuestionTextError';
    this.at = at;
    this.length = length;
  }
}
