import { readFileSync } from 'node:fs';
import { z } from 'zod';

const ROOT = new URL('../fixtures/corpora/', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The Big List of Naughty Strings. */
export const naughtyStrings: readonly string[] = z
  .array(z.string())
  .min(100)
  .parse(JSON.parse(read('unicode/blns.json')));

/** Hostile log values by their names. */
export const logInjections: readonly (readonly [id: string, value: string])[] = z
  .object({ cases: z.array(z.object({ id: z.string(), value_escaped: z.string() })).min(10) })
  .parse(JSON.parse(read('log/injection.json')))
  .cases.map(({ id, value_escaped }) => [id, z.string().parse(JSON.parse(value_escaped))]);

/** Synthetic secrets by their names. */
export const secretSamples: readonly (readonly [id: string, value: string])[] = z
  .object({ samples: z.array(z.object({ id: z.string(), parts: z.array(z.string()) })).min(30) })
  .parse(JSON.parse(read('secrets/samples.json')))
  .samples.map(({ id, parts }) => [id, parts.join('')]);

/** A fail2ban filter over the log, as its file has it. */
export const fail2banFilter = read('proxy/fail2ban-filter.conf');
