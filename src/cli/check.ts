import { loadConfig } from '../config.ts';
import type { Config, Problem } from '../config.ts';
import { countOf } from '../core/count-of.ts';
import type { CliCommand } from './command.ts';

const CHECK_DESCRIPTION = 'check the configuration and tell everything that is wrong with it';

export interface CheckIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly json: boolean;
  readonly configPath: string | null;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `pithead check`: 0 where the configuration can be used, 1 where it can't. */
export function runCheck(io: CheckIo): Promise<0 | 1 | 2> {
  const loaded = loadConfig({ path: io.configPath, cwd: io.cwd, env: io.env });
  if (io.json) {
    const problems = loaded.ok ? [] : loaded.problems;
    io.out(`${JSON.stringify({ ok: loaded.ok, file: loaded.file, problems })}\n`);
    return Promise.resolve(loaded.ok ? 0 : 1);
  }
  if (loaded.ok) {
    io.out(`${loaded.file ?? 'no configuration file'}: ${summarise(loaded.config)}\n`);
    return Promise.resolve(0);
  }
  const file = loaded.file ?? 'configuration';
  for (const problem of loaded.problems) io.err(`${sayProblem(file, problem)}\n`);
  const count = loaded.problems.length;
  io.err(
    `${count === 1 ? '1 problem' : `${count} problems`}; correct the file and run \`npx pithead check\` again\n`,
  );
  return Promise.resolve(1);
}

/** `file:line: path: message`, as editors and terminals know it. */
export function sayProblem(main: string, { file = main, line, path, message }: Problem): string {
  return [line === null ? file : `${file}:${line}`, ...(path === '' ? [] : [path]), message].join(': ');
}

function summarise(config: Config): string {
  const sources = config.demo ? 'the source demo' : countOf(config.sources.size, 'source');
  const channels = countOf(config.channels.length, 'channel');
  const routes = countOf(config.routes.length, 'route');
  const looks = [
    ...(config.canaries.length === 0 ? [] : [countOf(config.canaries.length, 'canary', 'canaries')]),
    ...(config.probes.length === 0 ? [] : [countOf(config.probes.length, 'probe')]),
  ];
  return `good (${[sources, channels, routes, ...looks].join(', ')}; ${config.hash})`;
}

export const checkCommand: CliCommand = {
  name: 'check',
  summary: CHECK_DESCRIPTION,
  json: true,
  run: (call) =>
    runCheck({
      out: (text) => call.out(text.trimEnd()),
      err: (text) => call.err(text.trimEnd()),
      json: call.json,
      configPath: call.configPath,
      cwd: process.cwd(),
      env: process.env,
    }),
};
