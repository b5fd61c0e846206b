import { readRun } from '../run-file.ts';
import { VERSION } from '../version.ts';
import { statusView, type StatusView } from '../core/views.ts';
import type { CliCommand } from './command.ts';
import { asJson, columns } from './print.ts';
import { configOf, withTrail } from './setting.ts';

export const statusCommand: CliCommand = {
  name: 'status',
  summary: 'how the program, its channels and its sources are',
  json: true,
  async run(call) {
    const config = configOf(call);
    const startedAt = readRun(config.dataDir)?.startedAt ?? null;
    const channels = config.channels.map(({ name, adapter }) => ({ name, type: adapter.type }));
    const sources = config.demo ? ['demo'] : [...config.sources.keys()];
    const status = await withTrail(config, (trail) =>
      statusView(trail, { version: VERSION, startedAt, channels, sources }),
    );
    call.out(call.json ? asJson(status) : sayStatus(status));
    return 0;
  },
};

function sayStatus({ version, startedAt, channels, sources }: StatusView): string {
  const since = startedAt === null ? 'not running' : `running since ${startedAt}`;
  return [
    `Pithead ${version}, ${since}`,
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
