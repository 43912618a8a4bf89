/** What became of the rows of one request. */
export interface Outcome {
  accepted: number;
  rejected: number;
  /** Why rows were rejected, or a warning when all were accepted; '' when there is nothing to say. */
  message: string;
}
