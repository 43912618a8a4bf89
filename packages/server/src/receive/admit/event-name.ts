import { type LayerHints, layerHintsOfSpanName } from '@tracebin/model';

/** A name with what it says of the layer, decided once for all spans of that name. */
export class EventName {
  readonly text: string;
  readonly hints: LayerHints;

  constructor(text: string) {
    this.text = text;
    this.hints = layerHintsOfSpanName(text);
  }
}

export const NO_NAME = new EventName('');
