/** Spans in whatever order the store has them, and made into traces one at a time. */
import type { NativeReader } from '../store/native/index.ts';
import type { TraceSpans } from './analyse/trace-spans.ts';
import type { KnownTexts } from './known-texts.ts';
import { hexOf, readBlock } from './span-block.ts';
import { type SpanPlaces, StringTable, traceOf } from './trace-of.ts';

export class SpanBlocks {
  readonly #known: KnownTexts;
  readonly #traces = new Map<string, Map<string, SpanPlaces>>();

  constructor(known: KnownTexts) {
    this.#known = known;
  }

  /** Takes the open block of an answer to the query of `readTraces`. */
  add(reader: NativeReader): void {
    const bins = reader.words('bin');
    const traceIds = hexOf(reader.fixed('trace_id', 16));
    const block = readBlock(reader, this.#known);
    let last: SpanPlaces | undefined;
    for (let row = 0; row < reader.rows; row++) {
      const bin = bins.words[bins.places[row]!]!;
      const traceId = traceIds.substring(row * 32, row * 32 + 32);
      if (last === undefined || last.traceId !== traceId || last.bin !== bin)
        last = this.#placesOf(bin, traceId);
      last.blocks.push(block);
      last.rows.push(row);
    }
  }

  /** Makes each trace when it is its turn. */
  *traces(): Generator<TraceSpans> {
    const strings = new StringTable();
    for (const ofBin of this.#traces.values()) {
      for (const places of ofBin.values()) yield traceOf(places, strings, this.#known);
    }
  }

  #placesOf(bin: string, traceId: string): SpanPlaces {
    let ofBin = this.#traces.get(bin);
    if (ofBin === undefined) {
      ofBin = new Map();
      this.#traces.set(bin, ofBin);
    }
    let places = ofBin.get(traceId);
    if (places === undefined) {
      places = { bin, traceId, blocks: [], rows: [] };
      ofBin.set(traceId, places);
    }
    return places;
  }
}
