/** Classes of characters in SQL, by their UTF-16 code. Anything beyond Latin-1's signs may stand in a name. */
const TAB = 9;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const DOLLAR = 36;

export function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= RETURN) || code === 0xa0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 0xa0;
}

export function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code) || code === DOLLAR || code === HASH;
}
