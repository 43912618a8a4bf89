/** Turns anything that is thrown into the one error body of the API. */
import type { ApiError } from '@tracebin/model';
import type { FastifyError } from 'fastify';
import { BadRequestError, TooLargeError, TracebinError } from '../../errors.ts';

export function apiErrorOf(error: TracebinError): ApiError {
  const { code, message, hint } = error;
  return { error: hint === undefined ? { code, message } : { code, message, hint } };
}

/** Errors of the framework in our words; anything unknown is a defect and says nothing of its inside. */
export function asTracebinError(error: unknown): TracebinError {
  if (error instanceof TracebinError) return error;
  const { code, validation, statusCode, message } = error as Partial<FastifyError>;
  if (validation !== undefined) return validationError(error as FastifyError);
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new TooLargeError('The body is too large for this route.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new TracebinError('unsupported-media-type', 'The body must be JSON.', {
        status: 415,
        hint: 'Send it with the header content-type: application/json.',
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new BadRequestError('bad-json', 'The body is not valid JSON.', {
        ...(message === undefined ? {} : { hint: message }),
      });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new BadRequestError('bad-url', 'The path of this URL cannot be read.', {
        hint: 'Are all its characters percent-encoded?',
      });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new BadRequestError('bad-request', message ?? 'The request cannot be read.', {
      status: statusCode,
    });
  }
  return new TracebinError('internal', 'Something went wrong inside the server.', {
    status: 500,
    hint: 'The log of the server has the details; please report them.',
    cause: error,
  });
}

/** The first thing that is wrong with parameters or body, by its name. */
function validationError(error: FastifyError): TracebinError {
  const first = error.validation![0]!;
  const where = error.validationContext === 'body' ? 'body' : 'query';
  const name = first.instancePath.replace(/^\//, '').replaceAll('/', '.');
  if (first.keyword === 'additionalProperties') {
    const unknown = String(first.params.additionalProperty);
    return new BadRequestError('unknown-parameter', `There is no parameter "${unknown}" here.`, {
      hint: 'GET /api/openapi.json lists the parameters of every route.',
    });
  }
  if (first.keyword === 'required') {
    const missing = String(first.params.missingProperty);
    return new BadRequestError('missing-parameter', `The parameter "${missing}" is missing.`);
  }
  const subject = name === '' ? `The ${where}` : `"${name}"`;
  const allowed = first.params.allowedValues;
  const detail = Array.isArray(allowed)
    ? `must be one of ${allowed.join(', ')}`
    : (first.message ?? 'is wrong');
  return new BadRequestError('bad-parameter', `${subject} ${detail}.`, {
    hint: 'GET /api/openapi.json describes the parameters of every route.',
  });
}
