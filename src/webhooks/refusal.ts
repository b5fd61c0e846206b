import type { Accepted } from '../core/ports.ts';
import type { BodyReason } from './parse-body.ts';
import type { VerifyReason } from './scheme.ts';

/** Why the listener itself refuses a request. */
export type ListenerReason =
  | 'path_unknown'
  | 'method_not_allowed'
  | 'target_absolute'
  | 'http_version'
  | 'host_missing'
  | 'host_duplicate'
  | 'parse_error'
  | 'expectation_unknown'
  | 'transfer_coding_unknown'
  | 'too_many_headers'
  | 'headers_too_large'
  | 'clock_not_trusted'
  | 'content_encoded'
  | 'body_too_large'
  | 'rate_limited'
  | 'request_timeout'
  | 'client_gone'
  | 'unknown_source'
  | 'address_not_allowed'
  | 'internal_error';

type UnavailableReason = Extract<Accepted, { readonly outcome: 'unavailable' }>['reason'];
export type RefusalReason = ListenerReason | VerifyReason | BodyReason | UnavailableReason;

/** What the caller reads. It is the same for all reasons of one status, so that an answer teaches nothing. */
const WORDS = {
  400: 'bad request',
  401: 'unauthorized',
  404: 'not found',
  405: 'method not allowed',
  408: 'request timeout',
  413: 'payload too large',
  415: 'unsupported media type',
  417: 'expectation failed',
  429: 'too many requests',
  431: 'headers too large',
  // Nobody is left to read this one; the number is what proxies write into their logs for it.
  499: 'client closed request',
  503: 'unavailable',
} as const;

export type RefusalStatus = keyof typeof WORDS;

const STATUS: { readonly [Reason in RefusalReason]: RefusalStatus } = {
  path_unknown: 404,
  method_not_allowed: 405,
  target_absolute: 400,
  http_version: 400,
  host_missing: 400,
  host_duplicate: 400,
  parse_error: 400,
  expectation_unknown: 417,
  transfer_coding_unknown: 400,
  too_many_headers: 431,
  headers_too_large: 431,
  clock_not_trusted: 503,
  content_encoded: 415,
  body_too_large: 413,
  rate_limited: 429,
  request_timeout: 408,
  client_gone: 499,
  unknown_source: 401,
  address_not_allowed: 401,
  internal_error: 503,
  secret_missing: 401,
  signature_missing: 401,
  signature_malformed: 401,
  signature_duplicate: 401,
  signature_mismatch: 401,
  token_mismatch: 401,
  timestamp_missing: 401,
  timestamp_malformed: 401,
  timestamp_duplicate: 401,
  timestamp_skew: 401,
  id_missing: 401,
  id_malformed: 401,
  request_malformed: 401,
  body_not_utf8: 400,
  body_not_json: 400,
  body_too_deep: 400,
  body_too_many_items: 400,
  body_duplicate_key: 400,
  body_forbidden_key: 400,
  body_number_range: 400,
  'commit-failed': 503,
  'queue-full': 503,
  stopping: 503,
};

/** The status that stands for a reason in the contract's table. */
export function statusOf(reason: RefusalReason): RefusalStatus {
  return STATUS[reason];
}

/** The body of every error answer. A request id needs no escaping. */
export function refusalBody(status: RefusalStatus, requestId: string): string {
  return `{"error":"${WORDS[status]}","requestId":"${requestId}"}`;
}
