import { readRun } from '../run-file.ts';
import { countOf } from '../core/count-of.ts';
import { VERSION } from '../version.ts';
import { statusView, type StatusView } from '../core/views.ts';
import type { CliCommand } from './command.ts';
import { asJson, columns } from './print.ts';
import { configOf, withTrail } from './setting.ts';

export const statusCommand: CliCommand = {
  name: 'status',
  summary: 'how many incidents are open, and how the program, its channels and its sources are',
  json: true,
  async run(call) {
    const config = configOf(call);
    const startedAt = readRun(config.dataDir)?.startedAt ?? null;
    const channels = config.channels.map(({ name, adapter }) => ({ name, type: adapter.type }));
    const sources = config.demo ? ['demo'] : [...config.sources.keys()];
    const status = await withTrail(config, (trail) =>
      statusView(trail, trail, { version: VERSION, startedAt, channels, sources }),
    );
    call.out(call.json ? asJson(status) : sayStatus(status));
    return 0;
  },
};

function sayStatus({ version, startedAt, channels, sources, incidents: { open } }: StatusView): string {
  const since = startedAt === null ? 'not running' : `running since ${startedAt}`;
  return [
    `Pithead ${version}, ${since}`,
    sayOpen(open),
    '',
    columns([
      ['CHANNEL', 'TYPE', 'STATE', 'WAITING', 'DEAD', 'LAST ERROR'],
      ...channels.map(({ name, type, state, waiting, dead, lastError }) => [
        name,
        type,
        state,
        `${waiting}`,
        `${dead}`,
        lastError ?? '',
      ]),
    ]),
    '',
    columns([
      ['SOURCE', 'LAST EVENT', 'ACCEPTED', 'REFUSED'],
      ...sources.map(({ name, lastEventAt, accepted, refused }) => [
        name,
        lastEventAt ?? 'none yet',
        `${accepted}`,
        `${refused}`,
      ]),
    ]),
  ].join('\n');
}

function sayOpen(open: number): string {
  if (open === 0) return 'no incident is open';
  return `${countOf(open, 'incident')} ${open === 1 ? 'is' : 'are'} open: "npx pithead incidents --open" lists ${open === 1 ? 'it' : 'them'}`;
}
