import { EngineError } from '../engine/engine-error.ts';

/** Numbers of ClickHouse's errors, from src/Common/ErrorCodes.cpp. */
const OUT_OF_RESOURCES = new Set([
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  75, // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  76, // CANNOT_OPEN_FILE
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
]);

const REFUSED_CONTENT = new Set([
  6, // CANNOT_PARSE_TEXT
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  33, // CANNOT_READ_ALL_DATA
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  117, // INCORRECT_DATA
  128, // TOO_LARGE_ARRAY_SIZE
  131, // TOO_LARGE_STRING_SIZE
  190, // SIZES_OF_ARRAYS_DONT_MATCH
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
]);
/** Also the number for a table with too many parts, which passes. */
const TOO_MANY_PARTS = 252;

/** The disk is full or cannot be written: parts of the group would fail just the same. */
export function isOutOfResources(error: unknown): boolean {
  return (
    error instanceof EngineError &&
    (OUT_OF_RESOURCES.has(error.engineCode ?? 0) || /No space left|Disk quota/i.test(error.message))
  );
}

/** The data itself will not go in, now or later. */
export function isRefusedContent(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  if (error.engineCode === TOO_MANY_PARTS) return error.message.includes('single INSERT block');
  return REFUSED_CONTENT.has(error.engineCode ?? 0);
}
