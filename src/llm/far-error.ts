import { z } from 'zod';
import type { FarHeaders } from './retry-after.ts';

/** An error that a provider answered with, as its SDK hands it over. */
export interface FarError {
  /** `null`: it came inside an answer that had begun with 200. */
  readonly status: number | null;
  /** Parsed JSON. */
  readonly body: unknown;
  /** The body where it was no JSON: a gateway's page, or nothing. `null`: it was. */
  readonly page: string | null;
  readonly headers: FarHeaders | null;
}

/** What a provider says of an error; an empty text where it says nothing. Untrusted. */
export interface FarWords {
  readonly message: string;
  /** False: they are a gateway's, or nobody's, and say nothing of a model, a key or money. */
  readonly isApi: boolean;
  /** OpenAI: `invalid_request_error`; Anthropic: `overloaded_error`. */
  readonly type: string;
  /** OpenAI: `insufficient_quota`; Anthropic: `details.error_code`; OpenRouter and Google: the HTTP status. */
  readonly code: string | number;
}

const DEEPEST = 3;

const text = z.string().catch('');
const wordsSchema = z.object({
  message: text,
  type: text,
  code: z.union([z.string(), z.number()]).catch(''),
  /** FastAPI, and what is built on it. */
  detail: text,
  /** Google's name of the error: `RESOURCE_EXHAUSTED`. */
  status: text,
  details: z.object({ error_code: z.string() }).nullable().catch(null),
  /** OpenRouter: what its upstream said. */
  metadata: z.object({ raw: z.string() }).nullable().catch(null),
});

/** Reads the words of an error's body, in all the shapes that providers wrap it in. */
export function wordsOf({ body, page }: Pick<FarError, 'body' | 'page'>): FarWords {
  if (page !== null) return { message: withoutTags(page), isApi: false, type: '', code: '' };
  const inner = unwrap(body, DEEPEST);
  if (typeof inner === 'string') return { message: withoutTags(inner), isApi: true, type: '', code: '' };
  const parsed = wordsSchema.safeParse(inner);
  if (!parsed.success) return { message: '', isApi: true, type: '', code: '' };
  const { message, type, code, detail, status, details, metadata } = parsed.data;
  return {
    message: [message === '' ? detail : message, metadata?.raw ?? '']
      .filter((part) => part !== '')
      .join(': '),
    isApi: true,
    type: type === '' ? status : type,
    code: details?.error_code ?? code,
  };
}

/** The error of either SDK, which hold the same. */
interface SdkError {
  readonly status: number | undefined;
  readonly headers?: FarHeaders | null | undefined;
  readonly error: unknown;
  readonly message: string;
}

/** A provider's error as an SDK throws it; `null`: nobody answered. */
export function farErrorFrom({ status, headers = null, error, message }: SdkError): FarError | null {
  if (status === undefined)
    return error === undefined ? null : { status: null, body: error, page: null, headers };
  // A body that is no JSON is in the message alone: `502 <html>…`.
  const page = error === undefined ? message.replace(/^\d{3} (?:status code \(no body\)$)?/, '') : null;
  return { status, body: error, page, headers };
}

/** `{ "error": … }`, and Google's list of one. */
function unwrap(value: unknown, depth: number): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return unwrap(value[0], depth - 1);
  if (typeof value !== 'object' || value === null || !('error' in value)) return value;
  return value.error === null ? value : unwrap(value.error, depth - 1);
}

/** A gateway's error page, as far as it is words. */
function withoutTags(page: string): string {
  return page.replace(/<[^<>]*>/g, ' ');
}
