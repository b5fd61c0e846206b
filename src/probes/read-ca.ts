import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { errorText } from '../core/error-text.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads a probe's own authorities, one or more, and gives them in PEM form; `null`: it has none. `path` is absolute.
 * Throws with what to do where they can't be used, because a connection would only say that it failed.
 */
export function readCa(probe: string, path: string | undefined): string | null {
  if (path === undefined) return null;
  try {
    const blocks = readFileSync(path, 'utf8').match(BLOCK);
    if (blocks === null) throw new Error('it has no line "-----BEGIN CERTIFICATE-----"');
    return blocks.map((block) => new X509Certificate(block).toString()).join('');
  } catch (error) {
    throw new Error(
      `probe ${probe}: ca: ${path} can't be used (${errorText(error)}); give the path of a PEM file with the authority's certificate`,
      { cause: error },
    );
  }
}
