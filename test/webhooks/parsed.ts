import { expect } from 'vitest';
import type { ParsedBody } from '../../src/webhooks/parse-body.ts';

/** What was parsed, without the text that may be stored for it; where there is one, it was seen to say the same. */
export function withoutText(parsed: ParsedBody): { readonly ok: boolean } {
  if (!parsed.ok) return parsed;
  const { text, ...rest } = parsed;
  if (text !== undefined) expect(JSON.parse(text)).toEqual(rest.data);
  return rest;
}
