/**
 * Statements that create a table. On a single node it is one MergeTree. On a cluster rows live in replicated tables:
 * a sharded one is `<name>_local` on each node with a Distributed table in front, everything else has all its rows on
 * every node. `{shard}` and `{replica}` are the macros of each server's own configuration.
 */
import type { TableDefinition, ViewDefinition } from './table-definition.ts';

/** Folder in the coordination service, so that nothing else of the cluster collides. */
const KEEPER_PATH = '/clickhouse/tables/tracebin';

export interface Placement {
  cluster: string | undefined;
  database: string;
}

export function createTable(table: TableDefinition, { cluster, database }: Placement): string[] {
  if (cluster === undefined) {
    const engine = `${table.engine}MergeTree(${table.engineArgument ?? ''})`;
    return [
      `CREATE TABLE IF NOT EXISTS ${table.name} (${table.columns}\n) ENGINE = ${engine}${storage(table)}`,
    ];
  }
  const sharded = table.shardBy !== undefined;
  const name = localName(table.name, table);
  const [path, replica] = sharded
    ? [`${KEEPER_PATH}/${database}/{shard}/${name}`, '{replica}']
    : [`${KEEPER_PATH}/${database}/${name}`, '{shard}-{replica}'];
  const version = table.engineArgument === undefined ? '' : `, ${table.engineArgument}`;
  const engine = `Replicated${table.engine}MergeTree('${path}', '${replica}'${version})`;
  const on = `ON CLUSTER '${cluster}'`;
  const statements = [
    `CREATE TABLE IF NOT EXISTS ${name} ${on} (${table.columns}\n) ENGINE = ${engine}${storage(table)}`,
  ];
  if (sharded) {
    statements.push(
      `CREATE TABLE IF NOT EXISTS ${table.name} ${on} AS ${name} ENGINE = Distributed('${cluster}', '${database}', '${name}', ${table.shardBy})`,
    );
  }
  return statements;
}

/** @param columns each as in a definition */
export function addColumns(
  table: TableDefinition,
  columns: readonly string[],
  { cluster }: Placement,
): string[] {
  const added = columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ');
  if (cluster === undefined) return [`ALTER TABLE ${table.name} ${added}`];
  return [...new Set([localName(table.name, table), table.name])].map(
    (name) => `ALTER TABLE ${name} ON CLUSTER '${cluster}' ${added}`,
  );
}

export function changeSettings(
  table: TableDefinition,
  settings: TableDefinition['settings'],
  { cluster }: Placement,
): string[] {
  const target =
    cluster === undefined ? table.name : `${localName(table.name, table)} ON CLUSTER '${cluster}'`;
  return [`ALTER TABLE ${target} MODIFY SETTING ${listed(settings)}`];
}

/** @param indexes each as in a definition; parts have them from their next merge on */
export function addIndexes(
  table: TableDefinition,
  indexes: readonly string[],
  { cluster }: Placement,
): string[] {
  const target =
    cluster === undefined ? table.name : `${localName(table.name, table)} ON CLUSTER '${cluster}'`;
  return [`ALTER TABLE ${target} ${indexes.map((index) => `ADD INDEX IF NOT EXISTS ${index}`).join(', ')}`];
}

/** How a column is compressed in parts that are written from now on; merges carry it to the others. */
export function changeCodec(
  table: TableDefinition,
  column: string,
  codec: string,
  { cluster }: Placement,
): string[] {
  const target =
    cluster === undefined ? table.name : `${localName(table.name, table)} ON CLUSTER '${cluster}'`;
  return [`ALTER TABLE ${target} MODIFY COLUMN ${column} CODEC(${codec})`];
}

/** All rows of a trace are on one shard, so the view there sees the whole trace. */
export function createView(
  view: ViewDefinition,
  from: TableDefinition,
  to: TableDefinition,
  { cluster }: Placement,
): string[] {
  const source = cluster === undefined ? from.name : localName(from.name, from);
  const target = cluster === undefined ? to.name : localName(to.name, to);
  const on = cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`;
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${view.name}${on} TO ${target} AS ${view.select.replace('{from}', source)}`,
  ];
}

export function localName(name: string, table: TableDefinition): string {
  return table.shardBy === undefined ? name : `${name}_local`;
}

function storage(table: TableDefinition): string {
  const settings = listed(table.settings);
  return [
    table.partitionBy === undefined ? '' : `\nPARTITION BY ${table.partitionBy}`,
    `\nORDER BY ${table.orderBy}`,
    table.ttl === undefined ? '' : `\nTTL ${table.ttl}`,
    settings === '' ? '' : `\nSETTINGS ${settings}`,
  ].join('');
}

const listed = (settings: TableDefinition['settings']): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
