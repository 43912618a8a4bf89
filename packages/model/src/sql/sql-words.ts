/** Words of SQL that tell a summary where it stands, in upper case. */

export const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'UPSERT']);
export const DEFINITIONS = new Set(['CREATE', 'ALTER', 'DROP']);
export const CALLS = new Set(['CALL', 'EXEC', 'EXECUTE']);
export const DEFINED_THINGS = new Set([
  'TABLE',
  'INDEX',
  'VIEW',
  'PROCEDURE',
  'FUNCTION',
  'TRIGGER',
  'DATABASE',
  'SCHEMA',
  'SEQUENCE',
  'USER',
  'ROLE',
  'TYPE',
  'EXTENSION',
  'DOMAIN',
  'POLICY',
  'TABLESPACE',
  'SERVER',
  'SYNONYM',
  'PACKAGE',
  'EVENT',
  'LOGIN',
]);
export const WORDS_BEFORE_NAME = new Set(['IF', 'NOT', 'EXISTS', 'CONCURRENTLY', 'ONLY']);
export const SET_OPERATIONS = new Set(['UNION', 'ALL', 'INTERSECT', 'EXCEPT', 'MINUS', 'DISTINCT']);
/** Before a word that would else be an operation: `FOR UPDATE`, `DO UPDATE`, `KEY UPDATE`, `THEN DELETE`, `ON DELETE`. */
export const NOT_AN_OPERATION_AFTER = new Set([
  'FOR',
  'DO',
  'KEY',
  'THEN',
  'ON',
  'OF',
  'OR',
  'BEFORE',
  'AFTER',
  'BY',
]);
export const END_OF_TABLES = new Set([
  'WHERE',
  'GROUP',
  'ORDER',
  'HAVING',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'MINUS',
  'WINDOW',
  'SET',
  'VALUES',
  'RETURNING',
  'DEFAULT',
  'WHEN',
  'QUALIFY',
  'CONNECT',
  'START',
]);
