/** `google.rpc.Status` with its details, as bytes and as JSON (googleapis: google/rpc/status.proto, error_details.proto). */
import { TracebinError } from '../../errors.ts';
import { FieldError } from './field-error.ts';
import { MessageWriter } from './protobuf/message-writer.ts';
import { messageOf, rpcCodeOf } from './rpc-status.ts';
import type { Encoding } from './signal.ts';

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** Status of an error: BadRequest details where the data is to blame, RetryInfo where the sender may try again. */
export function encodeStatus(error: unknown, encoding: Encoding): Buffer {
  return encoding === 'protobuf' ? asProtobuf(error) : Buffer.from(JSON.stringify(asJson(error)));
}

function asProtobuf(error: unknown): Buffer {
  const status = new MessageWriter().integer(1, rpcCodeOf(error)).bytes(2, messageOf(error));
  const wrong = violationOf(error);
  if (wrong !== undefined) {
    const violation = new MessageWriter().bytes(1, wrong.field).bytes(2, wrong.description).finish();
    status.message(3, any(BAD_REQUEST, new MessageWriter().message(1, violation).finish()));
  }
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) {
    const delay = new MessageWriter().integer(1, seconds).finish();
    status.message(3, any(RETRY_INFO, new MessageWriter().message(1, delay).finish()));
  }
  return status.finish();
}

function any(typeUrl: string, message: Buffer): Buffer {
  return new MessageWriter().bytes(1, typeUrl).bytes(2, message).finish();
}

function asJson(error: unknown): object {
  const details: object[] = [];
  const wrong = violationOf(error);
  if (wrong !== undefined) details.push({ '@type': BAD_REQUEST, fieldViolations: [wrong] });
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) details.push({ '@type': RETRY_INFO, retryDelay: `${seconds}s` });
  return { code: rpcCodeOf(error), message: messageOf(error), ...(details.length > 0 ? { details } : {}) };
}

/** What is wrong with the data: a field of it, or, where it cannot be read as far as to know one, all of it (no field named). */
function violationOf(error: unknown): { field: string; description: string } | undefined {
  if (error instanceof FieldError) return { field: error.field, description: error.description };
  if (!(error instanceof TracebinError) || error.code !== 'undecodable') return undefined;
  return { field: '', description: error.message };
}

/** Whole seconds, at least 1; undefined on errors that are not to be tried again. */
export function retryAfterSeconds(error: unknown): number | undefined {
  if (!(error instanceof TracebinError) || error.retryAfterSeconds === undefined) return undefined;
  return Math.max(1, Math.ceil(error.retryAfterSeconds));
}
