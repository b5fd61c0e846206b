import { eventView, type EventView } from '../core/views.ts';
import type { CliCommand } from './command.ts';
import { limitOf, limitOption } from './limit.ts';
import { asJson, columns } from './print.ts';
import { configOf, withTrail } from './setting.ts';

const SHOWN = 50;

export const eventsCommand: CliCommand = {
  name: 'events',
  summary: 'the newest events and what became of them',
  options: [{ flag: '--source <name>', about: 'of this source only' }, limitOption(SHOWN)],
  json: true,
  async run(call) {
    const limit = limitOf(call, SHOWN);
    const records = await withTrail(configOf(call), (trail) =>
      trail.events({ source: call.option('source'), limit }),
    );
    const events = records.map(eventView);
    call.out(call.json ? asJson(events) : sayEvents(events));
    return 0;
  },
};

function sayEvents(events: readonly EventView[]): string {
  if (events.length === 0) return 'no events yet';
  return columns([
    ['ID', 'TIME', 'SOURCE', 'TYPE', 'SEVERITY', 'DELIVERIES'],
    ...events.map(({ id, time, source, type, severity, deliveries }) => [
      id,
      time,
      source,
      type,
      severity,
      deliveries.map(({ channel, state }) => `${channel} ${state}`).join(', ') || 'no route matched',
    ]),
  ]);
}
