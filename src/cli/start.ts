import type { Config } from '../config.ts';
import { sayProblem } from './check.ts';
import type { CliCommand } from './command.ts';

export const startCommand: CliCommand = {
  name: 'start',
  summary: 'run the program',
  async run(call) {
    // Only here, so that the other commands need not wait for the whole program to load.
    const { run } = await import('../main.ts');
    const started = await run(call.configPath);
    if (!started.ok) {
      const file = started.file ?? 'configuration';
      for (const problem of started.problems) call.err(sayProblem(file, problem));
      call.err('nothing was started; "npx pithead check" looks again');
      return 1;
    }
    // Where stdout is no terminal it belongs to the log.
    const print = process.stdout.isTTY ? call.out : call.err;
    print(banner(started.app.publicUrl, started.app.privateUrl, started.config, started.file));
    return 0;
  },
};

function banner(publicUrl: string, privateUrl: string, config: Config, file: string | null): string {
  const [firstSource = 'demo'] = config.demo ? ['demo'] : config.sources.keys();
  const names = config.demo ? ['demo'] : [...config.sources.keys()];
  const asked = [...config.canaries, ...config.probes].map(({ name }) => name);
  const chats = config.channels.some(({ adapter }) => adapter.pairing !== undefined);
  return [
    '',
    `  Pithead is running (${file ?? 'nothing configured: all is default'})`,
    '',
    `  webhooks   ${names.map((name) => `${publicUrl}/hooks/${name}`).join('\n             ')}`,
    `  private    ${privateUrl}`,
    ...(asked.length === 0 ? [] : [`  asked      ${asked.join(', ')}`]),
    `  channels   ${config.channels.map(({ name, adapter }) => (name === adapter.type ? name : `${name} (${adapter.type})`)).join(', ')}`,
    '',
    `  Send a signed test webhook:      npx pithead send ${firstSource} examples/hello.json`,
    ...(chats ? [] : ['  Connect Telegram or Discord:     npx pithead init']),
    '',
  ].join('\n');
}
