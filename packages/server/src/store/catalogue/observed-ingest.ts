import type { EventRow } from '../../receive/event/event-row.ts';
import type { EventSink, Ingest } from '../../receive/ingest.ts';
import type { FieldCatalogue } from './field-catalogue.ts';

/** The same ingest, with a catalogue that sees every event on its way in. */
export function observedIngest(ingest: Ingest, catalogue: FieldCatalogue): Ingest {
  return {
    events: (scope, bodyBytes, decode) =>
      ingest.events(scope, bodyBytes, (sink) => {
        const observed: EventSink = {
          append(row: EventRow) {
            sink.append(row);
            catalogue.observe(scope.bin, row);
          },
        };
        return decode(observed);
      }),
    metrics: (scope, bodyBytes, decode) => ingest.metrics(scope, bodyBytes, decode),
  };
}
