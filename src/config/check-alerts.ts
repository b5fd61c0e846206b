import type { ChannelAdapter } from '../bots/channel-adapter.ts';
import { momentOf } from '../alerts/rules-of.ts';
import { machineZone } from './machine-zone.ts';
import { namesOf } from './names-of.ts';
import { suggest } from './nearest.ts';
import type { Path, Report } from './problem.ts';
import { at } from './schema-problems.ts';

/** Checks what `alerts` names: its channels, and its moments in the configured zone. `value` may be wrong in any way. */
export function checkAlerts(value: unknown, adapters: readonly ChannelAdapter[], report: Report): void {
  const channels = namesOf(value, 'channels', 'console');
  for (const [i, entry] of listAt(value, ['alerts', 'quiet'])) {
    checkChannels(at(entry, ['channels']), ['alerts', 'quiet', i, 'channels'], channels, report);
  }
  for (const [i, entry] of listAt(value, ['alerts', 'escalate'])) {
    checkChannels(at(entry, ['to']), ['alerts', 'escalate', i, 'to'], channels, report);
  }
  checkEditedChannel(value, ['alerts', 'heartbeat', 'channel'], adapters, report);
  for (const [i, entry] of listAt(value, ['alerts', 'maintenance'])) checkWindow(value, entry, i, report);
}

/** Checks the name of a channel where a message is edited again and again, which not every kind of channel can do. */
export function checkEditedChannel(
  value: unknown,
  path: Path,
  adapters: readonly ChannelAdapter[],
  report: Report,
): void {
  const channel = at(value, path);
  if (typeof channel !== 'string') return;
  checkChannel(channel, path, namesOf(value, 'channels', 'console'), report);
  const adapter = adapters.find(({ type }) => type === (at(value, ['channels', channel, 'type']) ?? channel));
  if (adapter?.editable !== false) return;
  report.add(
    path,
    `"${channel}" is a ${adapter.type} channel, whose messages can't be edited; name another one`,
  );
}

/** Reports every name in a list that is none of a channel. */
export function checkChannels(named: unknown, path: Path, channels: readonly string[], report: Report): void {
  (Array.isArray(named) ? named : []).forEach((channel: unknown, i) => {
    checkChannel(channel, [...path, i], channels, report);
  });
}

function checkChannel(channel: unknown, path: Path, channels: readonly string[], report: Report): void {
  if (typeof channel !== 'string' || channels.includes(channel)) return;
  report.add(path, `unknown channel "${channel}"${suggest(channel, channels)}`);
}

function checkWindow(value: unknown, entry: unknown, i: number, report: Report): void {
  const from = checkMoment(value, entry, ['alerts', 'maintenance', i, 'from'], report);
  const until = checkMoment(value, entry, ['alerts', 'maintenance', i, 'until'], report);
  if (from !== null && until !== null && until <= from) {
    report.add(['alerts', 'maintenance', i, 'until'], 'must be after `from`');
  }
}

/** Epoch milliseconds; `null` where there is none, or none that could be read. */
function checkMoment(value: unknown, entry: unknown, path: Path, report: Report): number | null {
  const text = at(entry, path.slice(-1));
  const timezone = at(value, ['timezone']);
  if (typeof text !== 'string' || report.touches(path) || report.touches(['timezone'])) return null;
  try {
    return momentOf(text, typeof timezone === 'string' ? timezone : machineZone());
  } catch {
    report.add(path, `there is no such moment as ${text}`);
    return null;
  }
}

function listAt(value: unknown, path: Path): readonly (readonly [number, unknown])[] {
  const list = at(value, path);
  return Array.isArray(list) ? list.map((entry: unknown, i) => [i, entry] as const) : [];
}
