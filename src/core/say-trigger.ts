import type { Trigger } from './usage.ts';

/** A trigger as one word of a table: `cron:nightly`. Untrusted text. */
export function sayTrigger({ kind, id }: Trigger): string {
  return id === '' ? kind : `${kind}:${id}`;
}
