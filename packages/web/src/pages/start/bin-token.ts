/** The token in what a reader pastes: the token itself, or the address of any page of a bin. */
export function binTokenIn(text: string): string | undefined {
  const trimmed = text.trim();
  const inAddress = /\/b\/([^/?#]+)/.exec(trimmed)?.[1];
  if (inAddress !== undefined) return safeDecode(inAddress);
  return trimmed === '' || /[\s/]/.test(trimmed) ? undefined : trimmed;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
