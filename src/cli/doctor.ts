import { createClockSync } from '../clock-sync.ts';
import { systemClock } from '../clock.ts';
import { loadConfig, type Config } from '../config.ts';
import { clockTrust, type ClockTrust } from '../core/clock-trust.ts';
import { sayFindings, type Finding } from '../core/finding.ts';
import type { ChannelMemory } from '../core/chat.ts';
import { createRedactor } from '../core/redact.ts';
import { readDisk } from '../doctor/disk.ts';
import { runDoctor, type DoctorDeps } from '../doctor/index.ts';
import { httpGet } from '../http-get.ts';
import { readRun } from '../run-file.ts';
import { sayProblem } from './check.ts';
import type { Call, CliCommand } from './command.ts';
import { asJson, shown } from './print.ts';
import { openTrail, type Trail } from './setting.ts';

export const doctorCommand: CliCommand = {
  name: 'doctor',
  summary: 'look for what is wrong, and what to do about it',
  json: true,
  async run(call) {
    const findings = await look(call);
    const { title, lines } = sayFindings(findings);
    call.out(call.json ? asJson(findings) : shown([title, ...lines].join('\n')));
    return findings.some(({ state }) => state === 'problem') ? 1 : 0;
  },
};

async function look(call: Pick<Call, 'configPath'>): Promise<readonly Finding[]> {
  const loaded = loadConfig({ path: call.configPath, cwd: process.cwd(), env: process.env });
  if (loaded.ok) return lookAtAll(loaded.config, loaded.file);
  const { file } = loaded;
  const problems = loaded.problems.map((problem) => sayProblem(file ?? 'configuration', problem));
  return runDoctor({
    clock: systemClock,
    redact: (text) => text,
    running: false,
    configuration: { ok: false, file, problems },
    database: null,
    clockTrust: null,
    channels: [],
    publicUrl: null,
    get: httpGet,
  });
}

async function lookAtAll(config: Config, file: string | null): Promise<readonly Finding[]> {
  const opening = Promise.try(() => openTrail(config));
  const opened = (): Promise<Trail | null> => opening.catch(() => null);
  try {
    return await runDoctor(depsOf(config, file, opening, opened));
  } finally {
    await (await opened())?.close();
  }
}

function depsOf(
  config: Config,
  file: string | null,
  opening: Promise<Trail | null>,
  opened: () => Promise<Trail | null>,
): DoctorDeps {
  const { server, storage, channels, watch } = config;
  const run = readRun(config.dataDir);
  const running = run !== null;
  const redact = createRedactor(config.secrets);
  // What examines keeps nothing; a database of an older version, which remembers nothing yet, is no obstacle.
  const memory: ChannelMemory = {
    recall: async (channel, name) => (await opened())?.recall(channel, name).catch(() => null) ?? null,
    keep: () => Promise.resolve(),
  };
  return {
    clock: systemClock,
    redact,
    running,
    configuration: { ok: true, file, config },
    database: {
      file: storage.engine === 'sqlite' ? storage.location : null,
      trail: () => opening,
      disk: readDisk,
    },
    clockTrust: () => trustOf(config, opened),
    channels: channels.map(({ name, adapter, entry }) => ({
      name,
      type: adapter.type,
      examine: async () =>
        (await adapter.examine?.(name, entry, {
          clock: systemClock,
          redact,
          memory,
          running,
          pins: watch.heartbeat?.channel === name,
        })) ?? [],
    })),
    publicUrl:
      server.publicUrl === null
        ? null
        : {
            url: server.publicUrl,
            listener: run?.publicUrl ?? `http://${server.public.host}:${server.public.port}`,
          },
    get: httpGet,
  };
}

/** As the program itself judges it. */
async function trustOf(config: Config, opened: () => Promise<Trail | null>): Promise<ClockTrust> {
  if (config.server.clock === 'trust') return { trusted: true };
  const newest = await opened()
    .then((trail) => trail?.events({ source: null, limit: 1 }) ?? [])
    .catch(() => []);
  return clockTrust({
    now: systemClock.now(),
    newestKnown: newest[0]?.event.time ?? null,
    synchronised: createClockSync(systemClock)(),
  });
}
