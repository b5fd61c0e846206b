import { parseDuration } from '../core/duration.ts';
import { isCron } from '../probes/schedule.ts';
import { checkChannels } from './check-alerts.ts';
import { namesOf } from './names-of.ts';
import type { Path, Report } from './problem.ts';
import { at } from './schema-problems.ts';

/** What stands in the place of a workflow in a command. */
const NAMES_OF_OURS = ['overall', 'set'];
const SCHEDULES = [
  ['ledger', 'digest', 'daily'],
  ['ledger', 'digest', 'weekly'],
  ['ledger', 'invoices', 'weekly'],
] as const satisfies readonly Path[];

/** Checks `workflows` and what `ledger` names: keys, schedules, channels. `value` may be wrong in any way. */
export function checkLedger(value: unknown, report: Report): void {
  const names = Object.keys(at(value, ['workflows']) ?? {});
  for (const name of names) checkName(name, report);
  checkKeys(value, names, report);
  for (const path of [...SCHEDULES, ...names.map((name) => ['workflows', name, 'schedule'])]) {
    checkSchedule(value, path, report);
  }
  const to: Path = ['ledger', 'digest', 'to'];
  checkChannels(at(value, to), to, namesOf(value, 'channels', 'console'), report);
}

function checkName(name: string, report: Report): void {
  const path: Path = ['workflows', name];
  if (NAMES_OF_OURS.includes(name)) {
    report.add(path, `"${name}" is a word of the commands: choose another name for this workflow`);
  } else if (parseDuration(name) !== null) {
    report.add(
      path,
      `"${name}" is a duration, which \`/spend\` takes: choose another name for this workflow`,
    );
  }
}

/** A key tells which workflow calls, so no two can have the same. */
function checkKeys(value: unknown, names: readonly string[], report: Report): void {
  const owners = new Map<string, string>();
  for (const name of names) {
    for (const [key, path] of keysOf(value, name)) {
      const owner = owners.get(key) ?? name;
      owners.set(key, owner);
      if (owner === name || report.touches(path)) continue;
      report.add(path, `this is also the secret of the workflow "${owner}": each must have a key of its own`);
    }
  }
}

function keysOf(value: unknown, name: string): readonly (readonly [string, Path])[] {
  const one: Path = ['workflows', name, 'key'];
  const several: Path = ['workflows', name, 'keys'];
  const list = at(value, several);
  const given = [
    [at(value, one), one] as const,
    ...(Array.isArray(list) ? list.map((key: unknown, i) => [key, [...several, i]] as const) : []),
  ];
  return given.flatMap(([key, path]) => (typeof key === 'string' ? [[key, path] as const] : []));
}

function checkSchedule(value: unknown, path: Path, report: Report): void {
  const schedule = at(value, path);
  if (typeof schedule !== 'string' || isCron(schedule)) return;
  report.add(path, 'is no cron expression of five fields like `0 8 * * *`');
}
