import { errorText } from '../core/error-text.ts';

/** Sends a POST and gives the answer's status. */
export type Post = (url: string, body: string, signal: AbortSignal) => Promise<number>;

const CODE = /^[A-Z][A-Z0-9_]{1,40}$/;

/** The address that takes failures (healthchecks.io/docs/http_api: `/fail` after the ping's); a query stays. */
export function failAddress(url: string): string {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/fail`;
  return address.href;
}

/** Why a ping did not arrive, without a word that could hold its address: clients put that into their errors. */
export function pingError(error: unknown): string {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null);
  if (code !== null) return code;
  const text = errorText(error);
  return text.startsWith('no answer within ') ? text : 'the connection failed';
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && CODE.test(error.code) ? error.code : null;
}
