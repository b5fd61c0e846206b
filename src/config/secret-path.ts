import { isSecretHeader } from '../probes/http/secret-header.ts';
import type { Path } from './problem.ts';

const SECRET_KEYS = new Set(['secret', 'secrets', 'token', 'key', 'keys', 'apiKey', 'password']);

/** Does this place of the configuration hold a secret? */
export function isSecretPath(path: Path): boolean {
  const keys = path.filter((key) => typeof key === 'string');
  const last = keys.at(-1);
  if (last !== undefined && keys[0] === 'probes' && keys.at(-2) === 'headers') return isSecretHeader(last);
  // The rest of it goes by names of models and tiers, which may be any word.
  if (keys[0] === 'ledger') return last === 'adminKey';
  // `hmac.key` says how a secret becomes bytes; the first two keys are a section and a chosen name.
  return keys.length >= 3 && last !== undefined && SECRET_KEYS.has(last) && keys.at(-2) !== 'hmac';
}
