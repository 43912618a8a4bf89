/**
 * Where a UTF-8 text of at most `maxBytes` ends that begins at `start`: never in the middle of a character.
 * Bytes that are no UTF-8 are cut at the bound, since there is nothing to keep whole.
 */
export function endOfCutText(source: Uint8Array, start: number, maxBytes: number): number {
  const bound = start + maxBytes;
  let end = bound;
  while (end > start && bound - end < 3 && (source[end]! & 0xc0) === 0x80) end--;
  return (source[end]! & 0xc0) === 0x80 ? bound : end;
}

/** The same for a string; most are far below the bound and cost one comparison. */
export function cutText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.from(text);
  return bytes.length <= maxBytes ? text : bytes.toString('utf8', 0, endOfCutText(bytes, 0, maxBytes));
}
