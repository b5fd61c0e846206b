import { z } from 'zod';
import { parseDuration } from '../core/duration.ts';
import { SEVERITIES } from '../core/event.ts';
import { isCron } from './schedule.ts';

const LEAST_TIMEOUT_MS = 100;
const MOST_TIMEOUT_MS = 600_000;
const TIMEOUT_RULE = { error: 'must be a duration from 100ms to 10m, like 30s' };
const CRON_RULE = { error: 'must be a cron expression of five fields, like "*/5 * * * *", in quotes' };

/** When something runs. */
export const cronText = z.string(CRON_RULE).refine(isCron, CRON_RULE);

/** How long an answer may take: 100 ms to 10 minutes. */
export const timeoutText = z.string(TIMEOUT_RULE).refine(isTimeout, TIMEOUT_RULE);

/** Who hears of something. */
export const channelNames = z
  .array(z.string(), { error: 'must be a list of channels, like [ops]' })
  .min(1, { error: 'must name at least one channel' });

/** How bad something is. */
export const severityName = z.enum(SEVERITIES);

/** Keys that every entry under `probes` has, with a kind's own defaults. */
export function commonShape(defaults: { readonly schedule: string; readonly timeout: string }) {
  return {
    schedule: cronText
      .default(defaults.schedule)
      .describe('when it looks: a cron expression of five fields, in the configured zone'),
    timeout: timeoutText.default(defaults.timeout).describe('how long one look may take, 100ms to 10m'),
    to: channelNames.optional().describe('names of the channels that hear of it; default: as the routes say'),
    severity: severityName
      .default('warning')
      .describe('how bad it is when it fails; what can’t wait is critical all the same'),
  } as const;
}

/** Milliseconds of a `timeout` that the schema took. */
export function timeoutMsOf({ timeout }: { readonly timeout: string }): number {
  const ms = parseDuration(timeout);
  if (ms === null) throw new Error(`no duration: ${timeout}`);
  return ms;
}

function isTimeout(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== null && ms >= LEAST_TIMEOUT_MS && ms <= MOST_TIMEOUT_MS;
}
