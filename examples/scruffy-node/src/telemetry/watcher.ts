/** Who watches this process. */
export interface Watcher {
  /** Sends what was recorded and has not been sent yet. */
  stop(): Promise<void>;
}
