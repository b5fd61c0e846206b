import { join } from 'node:path';
import type { Config } from '../config.ts';
import { MINUTE_MS } from '../core/duration.ts';
import { incidentDetail } from '../core/incident-views.ts';
import { createRedactor } from '../core/redact.ts';
import { controlKey, demoSecret } from '../own-secrets.ts';
import { VERSION } from '../version.ts';
import type { CliCommand } from './command.ts';
import { CommandFailed } from './failure.ts';
import { postMortem } from './post-mortem/document.ts';
import { readLog } from './post-mortem/read-log.ts';
import { writeDocument } from './post-mortem/write.ts';
import { asJson } from './print.ts';
import { configOf, uneditableIn, withTrail, type Trail } from './setting.ts';

/** What people did a little earlier and later belongs to it, too. */
const AROUND_MS = 10 * MINUTE_MS;
const MOST_USES = 5_000;
/** Where pm2 puts it (`ecosystem.config.cjs`). */
const LOG_NAME = 'pithead.log';

export const incidentCommand: CliCommand = {
  name: 'incident',
  summary: 'write the post-mortem of an incident, as far as the program can: a Markdown file',
  args: [{ flag: '<id>', about: 'an incident’s id, as "npx pithead incidents" lists it' }],
  options: [
    { flag: '--out <file>', about: 'where to write it; - is stdout (default: incident-ID.md)' },
    { flag: '--force', about: 'write over a file that is there' },
    {
      flag: '--log <file>',
      about: `the program’s log, for the lines about it (default: ${LOG_NAME} beside the database)`,
    },
  ],
  json: true,
  async run(call) {
    const [id = ''] = call.args;
    const config = configOf(call);
    const now = Date.now();
    const { record, uses } = await withTrail(config, (trail) => readAll(trail, id, now));
    if (call.json) {
      call.out(asJson(incidentDetail(record)));
      return 0;
    }
    const traceIds = new Set([record.incident, ...record.onCard].map(({ traceId }) => traceId));
    const document = postMortem({
      record,
      uses,
      log: await readLog(call.option('log') ?? join(config.dataDir, LOG_NAME), {
        traceIds,
        incidents: new Set([record.incident.id, record.incident.card]),
      }),
      uneditable: uneditableIn(config),
      version: VERSION,
      configHash: config.hash,
      timezone: config.timezone,
      now,
      redact: redactorOf(config),
    });
    const file = call.option('out') ?? `incident-${record.incident.id}.md`;
    if (file === '-') call.out(document.trimEnd());
    else call.out(writeDocument(file, document, call.flag('force')));
    return 0;
  },
};

/** The incident and what people did around it, or the end of the command. */
async function readAll(trail: Trail, id: string, now: number) {
  const record = await trail.incident(id);
  if (record === null) {
    throw new CommandFailed(`no incident has the id ${id}: "npx pithead incidents" lists the newest`);
  }
  const { startedAt, resolvedAt } = record.incident;
  const uses = await trail.uses({
    since: startedAt - AROUND_MS,
    until: (resolvedAt ?? now) + AROUND_MS,
    limit: MOST_USES,
  });
  return { record, uses };
}

/** Knows what the running program knows for a secret. */
function redactorOf(config: Config): (text: string) => string {
  const own = [controlKey(config.dataDir), ...(config.demo ? [demoSecret(config.dataDir)] : [])];
  return createRedactor([...config.secrets, ...own]);
}
