/** What a body is to be read as. `undecodable`: its content type names a charset that is not UTF-8. */
export type BodyKind = 'json' | 'form' | 'text' | 'undecodable';

const JSON_TYPE = /^(?:(?:application|text)\/json|[a-z0-9!#$&^_.-]+\/[a-z0-9!#$&^_.-]+\+json)$/;
const CHARSET = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i;
const UTF8 = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Reads a `content-type` header (RFC 9110, section 8.3). One that is missing or malformed means text. */
export function bodyKind(contentType: string | undefined): BodyKind {
  if (contentType === undefined) return 'text';
  if (contentType === 'application/json') return 'json';
  const [type = '', ...parameters] = contentType.split(';');
  for (const parameter of parameters) {
    const charset = CHARSET.exec(parameter)?.[1];
    if (charset !== undefined && !UTF8.has(charset.toLowerCase())) return 'undecodable';
  }
  const name = type.trim().toLowerCase();
  if (name === 'application/x-www-form-urlencoded') return 'form';
  return JSON_TYPE.test(name) ? 'json' : 'text';
}
