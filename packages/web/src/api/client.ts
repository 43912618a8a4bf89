import type { ApiError } from '@tracebin/model';

/** A refusal of the server, or the lack of an answer, in the words a page shows. */
export class ApiFailure extends Error {
  /** Stable code of the API; `unreachable` when no answer came, `unreadable` when it was not the API's JSON. */
  readonly code: string;
  readonly hint: string | undefined;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;

  constructor(code: string, message: string, status: number, hint?: string) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.status = status;
    this.hint = hint;
  }

  /** True where the same request may succeed a moment later. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503;
  }
}

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Undefined, false and empty entries are left out; arrays are repeated. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Asks the API and gives its JSON.
 * @throws {ApiFailure} for every refusal and when the server cannot be reached; an abort is passed on as it is.
 */
export async function requestApi<Answer>(path: string, request: ApiRequest = {}): Promise<Answer> {
  const { method = 'GET', query, body, headers, signal } = request;
  let response: Response;
  try {
    response = await fetch(path + queryString(query), {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFailure(
      'unreachable',
      'The server does not answer.',
      0,
      'Is it still running? This page tries again by itself.',
    );
  }
  const text = await response.text();
  const answer = parseJson(text);
  if (!response.ok) throw failureOf(response.status, answer);
  if (answer === undefined && response.status !== 204) {
    throw new ApiFailure('unreadable', 'The answer is not JSON.', response.status, 'Is a proxy in between?');
  }
  return answer as Answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(status: number, answer: unknown): ApiFailure {
  const error = (answer as Partial<ApiError> | undefined)?.error;
  if (typeof error?.code === 'string') return new ApiFailure(error.code, error.message, status, error.hint);
  return new ApiFailure(
    'unreadable',
    `The server answered ${status} without saying why.`,
    status,
    status >= 500 ? 'Look into the log of the server, or of the proxy in front of it.' : undefined,
  );
}

function queryString(query: ApiRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === false || value === '') continue;
    if (typeof value === 'object') for (const each of value) parameters.append(name, each);
    else parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
