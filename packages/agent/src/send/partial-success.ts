/**
 * What a server that took a request had to object to: `partial_success`, field 1 of the Export responses of all three signals
 * (opentelemetry-proto, collector), in it how many items were rejected (1) and why (2). Nothing rejected and a
 * message is a warning.
 *
 * Never throws, whatever the bytes; what is not whole protobuf says nothing.
 */
export interface PartialSuccess {
  rejected: number;
  message: string;
}

/** More of a message is never said. */
const MAX_MESSAGE_BYTES = 4_096;
/** From here on it is a negative number. */
const SIGN = 2 ** 63;

/** Undefined where the server had nothing to say, or nothing that can be read. */
export function readPartialSuccess(answer: Uint8Array): PartialSuccess | undefined {
  const found = { rejected: 0, message: '' };
  return readInto(found, answer, true) && (found.rejected > 0 || found.message !== '') ? found : undefined;
}

/** @returns whether all of it could be read */
function readInto(found: PartialSuccess, bytes: Uint8Array, isAnswer: boolean): boolean {
  let at = 0;
  /** Where there is none, this and `at` are no numbers from then on, and the loop below ends. */
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = bytes[at++] ?? Number.NaN;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    at = Number.NaN;
    return at;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    const field = (tag - wireType) / 8;
    if (field === 0) return false;
    if (wireType === 0) {
      const value = varint();
      if (!isAnswer && field === 1) found.rejected = value < SIGN ? value : 0;
    } else if (wireType === 2) {
      const size = varint();
      const part = bytes.subarray(at, at + size);
      at += size;
      if (isAnswer && field === 1) {
        if (!readInto(found, part, false)) return false;
      } else if (!isAnswer && field === 2)
        found.message = Buffer.from(part.subarray(0, MAX_MESSAGE_BYTES)).toString();
    } else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else return false;
  }
  return at === bytes.length;
}
