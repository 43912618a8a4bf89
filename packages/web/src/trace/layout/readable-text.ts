/** Longer names are cut in rows; the panel has the whole text. Four lines of a wide screen. */
const ROW_TEXT_LENGTH = 300;

/**
 * Text of a stranger as one line of a row: line ends and tabs become spaces, other control characters become
 * their pictures (U+2400), the marks that turn writing direction are dropped, so that a name cannot reorder its neighbours.
 */
export function oneLine(text: string, maxLength: number = ROW_TEXT_LENGTH): string {
  const cut = text.length > maxLength ? `${wholeCharacters(text, maxLength)}…` : text;
  const line = withoutControls(cut.replace(/\s+/g, ' '));
  // What nobody sees, blanks and joiners, is nothing: whoever shows it has a word for that.
  return /[^\s\p{C}]/u.test(line) ? line : '';
}

/** Text of a stranger in full: line ends and tabs stay. */
export function withoutControls(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (c) =>
      String.fromCharCode(0x2400 + c.charCodeAt(0)),
    )
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Cuts without leaving half of a surrogate pair. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
