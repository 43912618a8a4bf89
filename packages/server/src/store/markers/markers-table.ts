import type { Engine } from '../engine/engine.ts';

/** Times are milliseconds since the epoch. */
export interface StoredMarker {
  /** 16 hex digits, made of bin, time, kind, service and version: posting the same twice keeps one. */
  id: string;
  atMs: number;
  kind: string;
  service: string;
  version: string;
  text: string;
  url: string;
}

export type NewMarker = Omit<StoredMarker, 'id'>;

/** The columns that make a marker one and the same; the id is their hash. */
const ID =
  "lower(leftPad(hex(sipHash64(bin, toUnixTimestamp64Milli(time), toString(kind), service, version)), 16, '0'))";

export async function addMarker(engine: Engine, bin: string, marker: NewMarker): Promise<StoredMarker> {
  const { atMs, ...texts } = marker;
  const params = { bin, at: String(atMs), ...texts };
  await engine.command(
    `INSERT INTO markers (bin, time, kind, service, version, text, url)
     SELECT {bin:String}, fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {kind:String}, {service:String},
       {version:String}, {text:String}, {url:String}`,
    params,
  );
  const { columns } = await engine.query(
    `SELECT ${ID} AS id FROM (
       SELECT {bin:String} AS bin, fromUnixTimestamp64Milli({at:Int64}, 'UTC') AS time, {kind:String} AS kind,
         {service:String} AS service, {version:String} AS version)`,
    { bin, at: String(atMs), kind: marker.kind, service: marker.service, version: marker.version },
  );
  return { id: columns.id![0] as string, ...marker };
}

/** Those of the bin between two times, both inside; the newest first. */
export async function readMarkers(
  engine: Engine,
  bin: string,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): Promise<StoredMarker[]> {
  const { columns, rows } = await engine.query(
    `SELECT ${ID} AS id, toFloat64(toUnixTimestamp64Milli(time)) AS at, toString(kind) AS of_kind, service, version, text, url
     FROM markers FINAL
     WHERE bin = {bin:String} AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
       AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
     ORDER BY time DESC, of_kind, service, version
     LIMIT {limit:UInt32}`,
    { bin, from: String(fromMs), to: String(toMs), limit },
  );
  return Array.from({ length: rows }, (_, row) => ({
    id: columns.id![row] as string,
    atMs: columns.at![row] as number,
    kind: columns.of_kind![row] as string,
    service: columns.service![row] as string,
    version: columns.version![row] as string,
    text: columns.text![row] as string,
    url: columns.url![row] as string,
  }));
}

export async function countMarkers(engine: Engine, bin: string): Promise<number> {
  const { columns } = await engine.query(
    'SELECT toFloat64(count()) AS markers FROM markers FINAL WHERE bin = {bin:String}',
    { bin },
  );
  return columns.markers![0] as number;
}

/** False when the bin has no such marker. */
export async function removeMarker(engine: Engine, bin: string, id: string): Promise<boolean> {
  const where = `bin = {bin:String} AND ${ID} = {id:String}`;
  const { rows } = await engine.query(`SELECT 1 FROM markers WHERE ${where} LIMIT 1`, { bin, id });
  if (rows === 0) return false;
  const target = engine.cluster === undefined ? 'markers' : `markers ON CLUSTER '${engine.cluster}'`;
  await engine.command(`DELETE FROM ${target} WHERE ${where}`, { bin, id });
  return true;
}
