import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPORA = join(import.meta.dirname, '..', 'fixtures', 'corpora');

/** One file of the corpora as bytes. */
export function corpusFile(...path: readonly string[]): Buffer {
  return readFileSync(join(CORPORA, ...path));
}

/** The names of a corpus folder's files. */
export function corpusNames(...path: readonly string[]): readonly string[] {
  return readdirSync(join(CORPORA, ...path)).toSorted();
}
