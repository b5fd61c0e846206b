import { createTask, type ScheduledTask } from 'node-cron';
import { bearsAll, type MaintenanceRule } from '../core/alert-rules.ts';
import { MINUTE_MS } from '../core/duration.ts';
import type { InMaintenance } from './silence.ts';

/** The end of the window that is open at `now`, epoch milliseconds; `null`: none is. */
type OpenUntil = (now: number) => number | null;

/** Windows of maintenance as the rules say, cron expressions in the IANA zone `timezone`. */
export function createMaintenance(rules: readonly MaintenanceRule[], timezone: string): InMaintenance {
  const windows = rules.map((rule) => ({ ...rule, openUntil: openUntilOf(rule.when, timezone) }));
  return (labels, now) => {
    let longest: { readonly name: string; readonly until: number } | null = null;
    for (const { name, labels: wanted, openUntil } of windows) {
      if (!bearsAll(labels, wanted)) continue;
      const until = openUntil(now);
      if (until !== null && until > (longest?.until ?? 0)) longest = { name, until };
    }
    return longest;
  };
}

function openUntilOf(when: MaintenanceRule['when'], timezone: string): OpenUntil {
  if (when.kind === 'once') {
    const { from, until } = when;
    return (now) => (now >= from && now < until ? until : null);
  }
  // Never started: only asked whether a minute is one of its.
  return cronWindow(
    createTask(when.schedule, () => {}, { timezone }),
    when.lastsMs,
  );
}

/** Looks at each minute once, however often it is asked: a look back over a day would take milliseconds. */
function cronWindow(task: ScheduledTask, lastsMs: number): OpenUntil {
  let lookedTo = Number.NEGATIVE_INFINITY;
  let begun = Number.NEGATIVE_INFINITY;
  return (now) => {
    const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    // A clock that was set back is looked at anew.
    if (minute < lookedTo) lookedTo = begun = Number.NEGATIVE_INFINITY;
    for (let at = Math.max(lookedTo + MINUTE_MS, minute - lastsMs); at <= minute; at += MINUTE_MS) {
      const start = Math.ceil(at / MINUTE_MS) * MINUTE_MS;
      if (task.match(new Date(start))) begun = start;
    }
    lookedTo = minute;
    return now < begun + lastsMs ? begun + lastsMs : null;
  };
}
