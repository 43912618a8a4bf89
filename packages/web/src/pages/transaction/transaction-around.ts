/** What the parts of the page need beside its answer. */
export interface TransactionAround {
  bin: string;
  now: Date;
  /** Kept by links to other pages. */
  scope: { environment?: string; from?: string; to?: string };
  /** How one of the short tables is shown, and how that is changed. */
  table: (name: 'queries' | 'calls' | 'samples' | 'versions' | 'attempts') => {
    from: string;
    view: string | undefined;
    change: (view: string | undefined, replace: boolean) => void;
  };
}
