/**
 * `npm run bench -- storage`: stores the same spans in each variant of `variants.ts` and measures CPU per row,
 * bytes per row and the queries of the budget table. Everything runs in one process without the server: only
 * the ways to store are compared. Numbers of ADR 0002 come from here.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Session } from 'chdb';
import { type BudgetQuery, budgetQueries, type QueryFacts } from '../queries/budget-queries.ts';
import { generateSpans } from '../spans/generate-spans.ts';
import { BIN, RowBinaryWriter, SOURCE_COLUMNS } from './row-binary.ts';
import { COLUMNS, VARIANTS, type Variant } from './variants.ts';

const RANGE_MS = 24 * 3600_000;
const START = BigInt(Date.parse('2026-11-20T00:00:00Z')) * 1_000_000n;
const FACTS_TEXT = { bin: BIN, start: '2026-11-20 00:00:00', end: '2026-11-20 23:59:59' };

export interface StorageResult {
  variant: string;
  about: string;
  insertRowsPerSecond: number;
  insertCpuMicrosPerRow: number;
  mergeCpuMicrosPerRow: number;
  bytesPerRowBefore: number;
  bytesPerRow: number;
  /** Share of secondary indexes in `bytesPerRow`, and what a second table adds to it. */
  indexBytesPerRow: number;
  viewBytesPerRow: number;
  queries: Record<string, { ms: number; cpuMs: number; rows: number }>;
}

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1m' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    copies: { type: 'string', default: '1' },
    merges: { type: 'string', default: 'after' },
    json: { type: 'string' },
  },
});
const rows = options.size.endsWith('m') ? Number(options.size.slice(0, -1)) * 1e6 : Number(options.size);
const BLOCK_ROWS = 10_000;
/** The same spans as different traces at later times: a quick way to many rows, filled by the engine in large blocks. */
const COPIES = Number(options.copies);
const chosen = VARIANTS.filter((variant) => !options.only || options.only.split(',').includes(variant.name));
const home = mkdtempSync(join(tmpdir(), 'tracebin-bench-storage-'));
const blocks = mkdtempSync('/dev/shm/tracebin-bench-');
process.on('exit', () => {
  rmSync(home, { recursive: true, force: true });
  rmSync(blocks, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
const session = new Session(home);
const run = (sql: string) => session.query(sql, 'TSV');
const say = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
const columnsOf = (variant: Variant) =>
  Object.fromEntries(Object.entries({ ...COLUMNS, ...variant.columns }).filter(([, type]) => type !== ''));
const withoutCodec = (type: string) => type.replace(/ CODEC\(.*\)$/, '');

/** The columns that an insert names, without aliases, as Native blocks carry them. */
function shapeOf(variant: Variant): [string, string][] {
  return Object.entries(columnsOf(variant))
    .filter(([, type]) => !type.includes(' ALIAS '))
    .map(([name, type]) => [name, withoutCodec(type)]);
}
const shapeKey = (variant: Variant) => JSON.stringify([shapeOf(variant), variant.from]);

/** Writes each block of rows once as RowBinary and calls back with its path and number. */
function eachBlock(visit: (path: string, index: number) => void): QueryFacts {
  const writer = new RowBinaryWriter();
  const path = join(blocks, 'source.bin');
  let count = 0;
  let traceId = '';
  let rareUser = '';
  let traceStart = 0;
  for (const span of generateSpans({ spans: rows, rangeMs: RANGE_MS / COPIES })) {
    writer.add(span, START);
    count++;
    const root = span.parentSpanId.every((byte) => byte === 0);
    if (count > rows / 2 && traceId === '' && root && span.name === 'GET /products/:slug') {
      traceId = Buffer.from(span.traceId).toString('hex');
      traceStart = span.start;
      rareUser = String(span.values[span.keys.indexOf('user.id')]);
    }
    const user = span.values[span.keys.indexOf('user.id')];
    if (count > rows / 2 && typeof user === 'string' && user.length === 7 && rareUser.length < 7)
      rareUser = user;
    if (count % BLOCK_ROWS === 0 || count === rows) {
      writeFileSync(path, writer.take());
      visit(path, Math.ceil(count / BLOCK_ROWS));
    }
  }
  const text = (nanos: number) => {
    const at = START + BigInt(Math.round(nanos));
    return `${new Date(Number(at / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ')}`;
  };
  return {
    ...FACTS_TEXT,
    traceId,
    rareUser,
    traceStart: text(traceStart - 60e9),
    traceEnd: text(traceStart + 60e9),
  };
}

function toNative(variant: Variant, source: string, target: string): void {
  const shape = shapeOf(variant);
  const structure = shape.map(([name, type]) => `\`${name}\` ${type}`).join(', ');
  const list = shape.map(([name]) => `${variant.from?.[name] ?? `\`${name}\``} AS \`${name}\``).join(', ');
  rmSync(target, { force: true });
  run(
    `INSERT INTO FUNCTION file('${target}', 'Native', '${structure.replaceAll("'", "\\'")}') SELECT ${list} FROM file('${source}', 'RowBinary', '${SOURCE_COLUMNS.replaceAll("'", "\\'")}') SETTINGS prefer_column_name_to_alias = 1, max_threads = 1`,
  );
}

function create(variant: Variant): string {
  const table = variant.name.replaceAll('-', '_');
  const columns = Object.entries(columnsOf(variant)).map(([name, type]) => `\`${name}\` ${type}`);
  run(
    `CREATE TABLE ${table} (${[...columns, ...(variant.indexes ?? [])].join(', ')}) ENGINE = MergeTree ORDER BY (${variant.orderBy}) SETTINGS ${['parts_to_delay_insert = 3000', variant.tableSettings].filter(Boolean).join(', ')}`,
  );
  if (variant.view) {
    run(`CREATE TABLE ${table}_view (${variant.view.columns}) ENGINE = ${variant.view.engine}`);
    run(
      `CREATE MATERIALIZED VIEW ${table}_mv TO ${table}_view AS ${variant.view.select.replace('%', table)}`,
    );
  }
  return table;
}

function insert(variant: Variant, table: string, path: string): void {
  const shape = shapeOf(variant);
  const names = shape.map(([name]) => `\`${name}\``).join(', ');
  const structure = shape.map(([name, type]) => `\`${name}\` ${type}`).join(', ');
  run(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM file('${path}', 'Native', '${structure.replaceAll("'", "\\'")}') SETTINGS max_threads = 1${variant.insertSettings ? `, ${variant.insertSettings}` : ''}`,
  );
}

/** CPU of the whole process, engine threads included, and wall time of `work`. */
function measure(work: () => void): { cpuMicros: number; ms: number } {
  const cpu = process.cpuUsage();
  const began = performance.now();
  work();
  const spent = process.cpuUsage(cpu);
  return { cpuMicros: spent.user + spent.system, ms: performance.now() - began };
}

function bytes(table: string): { data: number; index: number } {
  const [data, index] = run(
    `SELECT sum(bytes_on_disk), sum(secondary_indices_compressed_bytes) FROM system.parts WHERE active AND table = '${table}'`,
  )
    .trim()
    .split('\t')
    .map(Number);
  return { data: data || 0, index: index || 0 };
}

function merge(table: string): number {
  run(`SYSTEM START MERGES ${table}`);
  return measure(() => run(`OPTIMIZE TABLE ${table} FINAL`)).cpuMicros;
}

function ask(query: BudgetQuery): { ms: number; cpuMs: number; rows: number } {
  let answer = '';
  const { ms, cpuMicros } = measure(() => {
    answer = run(`${query.sql} SETTINGS use_query_condition_cache = 0`);
  });
  const count = answer === '' ? 0 : answer.trimEnd().split('\n').length;
  if (!(query.rows ?? ((found) => found > 0))(count))
    throw new Error(`${query.name} answered with ${count} rows: ${query.sql}`);
  return { ms, cpuMs: cpuMicros / 1000, rows: count };
}

function copy(variant: Variant, table: string): void {
  const names = shapeOf(variant).map(([name]) => name);
  const seconds = RANGE_MS / COPIES / 1000;
  run(`SYSTEM STOP MERGES ${table}`);
  if (variant.tableSettings?.includes('zero_level_parts')) {
    run(
      `ALTER TABLE ${table} MODIFY SETTING map_serialization_version_for_zero_level_parts = 'with_buckets'`,
    );
  }
  for (let number = 1; number < COPIES; number++) {
    const changed: Record<string, string> = {
      time: `time + toIntervalSecond(${number * seconds})`,
      trace_id: `toFixedString(concat(char(reinterpretAsUInt8(substring(trace_id, 1, 1)) + ${number}), substring(trace_id, 2)), 16)`,
    };
    run(
      `INSERT INTO ${table} (${names.map((name) => `\`${name}\``).join(', ')})
       SELECT ${names.map((name) => `${changed[name] ?? `\`${name}\``} AS \`${name}\``).join(', ')} FROM ${table}
       WHERE time < toDateTime64('${FACTS_TEXT.start}', 9, 'UTC') + toIntervalSecond(${seconds})
       SETTINGS prefer_column_name_to_alias = 1, max_threads = 1, max_insert_threads = 1, max_insert_block_size = 4000000, min_insert_block_size_rows = 4000000, min_insert_block_size_bytes = 0`,
    );
    say(`${variant.name}: copy ${number}`);
  }
}

const median = (numbers: number[]) => [...numbers].sort((left, right) => left - right)[numbers.length >> 1]!;

function measureQueries(
  entries: { variant: Variant; table: string; result: StorageResult }[],
  facts: QueryFacts,
): void {
  const runs = new Map<string, { ms: number[]; cpuMs: number[]; rows: number }>();
  for (let round = 0; round <= Number(options.rounds); round++) {
    say(`queries, round ${round} of ${options.rounds}${round === 0 ? ' (warm-up)' : ''}`);
    for (const { variant, table, result } of entries) {
      for (const query of budgetQueries(variant, table, facts)) {
        const answer = ask(query);
        if (round === 0) continue;
        const key = `${result.variant}\t${query.name}`;
        const known = runs.get(key) ?? { ms: [], cpuMs: [], rows: answer.rows };
        known.ms.push(answer.ms);
        known.cpuMs.push(answer.cpuMs);
        runs.set(key, known);
        result.queries[query.name] = { ms: median(known.ms), cpuMs: median(known.cpuMs), rows: known.rows };
      }
    }
  }
}

const results: { variant: Variant; table: string; result: StorageResult; cpu: number; ms: number }[] =
  chosen.map((variant) => ({
    variant,
    table: create(variant),
    cpu: 0,
    ms: 0,
    result: {
      variant: variant.name,
      about: variant.about,
      insertRowsPerSecond: 0,
      insertCpuMicrosPerRow: 0,
      mergeCpuMicrosPerRow: 0,
      bytesPerRowBefore: 0,
      bytesPerRow: 0,
      indexBytesPerRow: 0,
      viewBytesPerRow: 0,
      queries: {},
    },
  }));
say(`${rows} rows, ${chosen.length} variants in ${home}`);
// With merges off while inserting, CPU belongs to the insert alone, and variants can take turns block by block.
if (options.merges === 'after') for (const { table } of results) run(`SYSTEM STOP MERGES ${table}`);
const shapes = new Map(
  chosen.map((variant, index) => [
    shapeKey(variant),
    { variant, path: join(blocks, `shape-${index}.native`) },
  ]),
);
const facts = eachBlock((source, index) => {
  for (const { variant, path } of shapes.values()) toNative(variant, source, path);
  for (const entry of results) {
    const { cpuMicros, ms } = measure(() =>
      insert(entry.variant, entry.table, shapes.get(shapeKey(entry.variant))!.path),
    );
    entry.cpu += cpuMicros;
    entry.ms += ms;
  }
  if (index % 20 === 0) say(`${index * BLOCK_ROWS} rows`);
});
for (const { table, variant, result, cpu, ms } of results) {
  result.insertRowsPerSecond = Math.round(rows / (ms / 1000));
  result.insertCpuMicrosPerRow = cpu / rows;
  result.bytesPerRowBefore = bytes(table).data / rows;
  result.mergeCpuMicrosPerRow = merge(table) / rows;
  const after = bytes(table);
  result.bytesPerRow = after.data / rows;
  result.indexBytesPerRow = after.index / rows;
  if (variant.view) {
    merge(`${table}_view`);
    result.viewBytesPerRow = bytes(`${table}_view`).data / rows;
  }
  if (COPIES > 1) {
    copy(variant, table);
    const all = bytes(table);
    result.bytesPerRow = all.data / rows / COPIES;
    result.indexBytesPerRow = all.index / rows / COPIES;
  }
  const stored = Number(run(`SELECT count() FROM ${table}`));
  if (stored < rows * COPIES * 0.999 || stored > rows * COPIES)
    throw new Error(`${table} holds ${stored} rows instead of ${rows * COPIES}`);
  say(
    `${variant.name}: insert ${result.insertCpuMicrosPerRow.toFixed(1)} us CPU a row, merge ${result.mergeCpuMicrosPerRow.toFixed(1)}, ${result.bytesPerRow.toFixed(1)} bytes (before ${result.bytesPerRowBefore.toFixed(1)}, index ${result.indexBytesPerRow.toFixed(1)}, view ${result.viewBytesPerRow.toFixed(1)})`,
  );
}
measureQueries(results, facts);
print(results.map(({ result }) => result));
if (options.json)
  writeFileSync(
    options.json,
    `${JSON.stringify({ rows: rows * COPIES, results: results.map(({ result }) => result) }, null, 2)}\n`,
  );
process.exit(0);

function print(all: StorageResult[]): void {
  const names = Object.keys(all[0]!.queries);
  console.log(
    ['variant', 'rows/s', 'cpu us', 'merge us', 'B before', 'B', 'B index', 'B view', ...names].join('\t'),
  );
  for (const one of all) {
    console.log(
      [
        one.variant,
        one.insertRowsPerSecond,
        ...[
          one.insertCpuMicrosPerRow,
          one.mergeCpuMicrosPerRow,
          one.bytesPerRowBefore,
          one.bytesPerRow,
          one.indexBytesPerRow,
          one.viewBytesPerRow,
        ].map((number) => number.toFixed(1)),
        ...names.map((name) => `${one.queries[name]!.ms.toFixed(0)}/${one.queries[name]!.cpuMs.toFixed(0)}`),
      ].join('\t'),
    );
  }
}
