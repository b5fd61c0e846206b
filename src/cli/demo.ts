import type { CliCommand } from './command.ts';

export const demoCommand: CliCommand = {
  name: 'demo',
  summary: 'the whole loop in under a minute: real payloads, forgeries, a hard kill, nothing lost',
  run: () => Promise.resolve(1),
};
