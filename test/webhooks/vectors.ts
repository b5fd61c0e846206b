import { readFileSync, readdirSync } from 'node:fs';
import type { RawRequest } from '../../src/webhooks/scheme.ts';

const FOLDER = new URL('../fixtures/vectors/', import.meta.url);

export interface Vector {
  readonly id: string;
  readonly scheme: string;
  readonly secret: string;
  readonly method?: string;
  readonly url?: string;
  /** A list: the header sent several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly body_base64?: string;
  /** Unix seconds. */
  readonly now: number;
  readonly expect: 'accept' | 'reject';
  readonly reason: string;
}

/** Every fixture file's vectors by the file's name. */
export function loadVectors(): ReadonlyMap<string, readonly Vector[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return new Map(files.map((name) => [name.replace('.json', ''), readVectors(name)]));
}

function readVectors(name: string): readonly Vector[] {
  const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
  return vectors;
}

export function requestOf(vector: Vector): RawRequest {
  return {
    method: vector.method ?? 'POST',
    url: vector.url ?? '/hooks/test',
    headers: Object.entries(vector.headers).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
    ),
    body: Buffer.from(
      vector.body_base64 ?? vector.body ?? '',
      vector.body_base64 === undefined ? 'utf8' : 'base64',
    ),
  };
}
