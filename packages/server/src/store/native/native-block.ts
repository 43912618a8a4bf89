import { ChunkList } from './chunk-list.ts';
import type { Column, RowSelection } from './column.ts';

export type NamedColumns = Readonly<Record<string, Column>>;

/**
 * Columns as one block in the Native format, as read from a file or a request body (protocol revision 0: no block
 * info, no custom serialisations): counts, then per column its name, type, state and data.
 * Source: ClickHouse documentation "Native" and src/Formats/NativeWriter.cpp.
 *
 * @param rows write only these rows
 */
export function encodeNativeBlock(columns: NamedColumns, rows?: RowSelection): Uint8Array[] {
  const entries = Object.entries(columns);
  const height = entries[0]?.[1].length ?? 0;
  const out = new ChunkList();
  out.addVarint(entries.length);
  out.addVarint(rows === undefined ? height : rows.count);
  for (const [name, column] of entries) {
    if (column.length !== height) {
      throw new Error(`column ${name} has ${column.length} rows, the block has ${height}`);
    }
    out.addString(name);
    out.addString(column.type);
    if ((rows === undefined ? height : rows.count) === 0) continue;
    column.writePrefix(out);
    column.writeData(out, rows);
  }
  return out.finish();
}
