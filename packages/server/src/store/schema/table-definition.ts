/** A table before it is known whether it stands alone or on a cluster. */
export interface TableDefinition {
  name: string;
  /** Columns, indexes and projections, one a line. */
  columns: string;
  /** The part of the engine's name before `MergeTree`. */
  engine: '' | 'Aggregating' | 'Replacing';
  /** Argument of the engine, as the version column of a ReplacingMergeTree. */
  engineArgument?: string;
  partitionBy?: string;
  orderBy: string;
  ttl?: string;
  settings: Record<string, string | number>;
  /** Expression by which a cluster spreads the rows; without it every node has all of them. */
  shardBy?: string;
}

/** Fills a table from the rows that come into another. */
export interface ViewDefinition {
  name: string;
  from: string;
  to: string;
  select: string;
}
