import { basename } from 'node:path';
import { columns, shown } from '../print.ts';
import type { EnvDraft } from './env-draft.ts';
import { entriesOf, type Setting } from './setting.ts';
import type { AddedSource } from './source.ts';
import { backupOf } from './write.ts';
import type { YamlDraft } from './yaml-draft.ts';

/** What would be written, without any secret. */
export function sayChanges(
  { file, text, envText }: Setting,
  yaml: YamlDraft,
  env: EnvDraft,
): readonly string[] {
  const lines = yaml.changes().map((change) => shown(`  + ${change}`));
  const names = env.added().map((name) => `  + ${name}=…`);
  const kept = text === null ? 'new' : `the old one is kept as ${basename(backupOf(file))}`;
  return [
    '',
    ...(lines.length === 0 ? ['Nothing new for the configuration.'] : [`${file} (${kept}):`, ...lines]),
    ...(names.length === 0
      ? []
      : [`.env beside it (${envText === null ? 'new, ' : ''}for you alone to read):`, ...names]),
    '',
  ];
}

/** What is left to do, once all is written. */
export function sayNext({ file, raw }: Setting, source: AddedSource | null): readonly string[] {
  const config = basename(file) === 'pithead.yaml' ? '' : ` -- --config ${file}`;
  return [
    '',
    ...(source === null ? [] : [...source.steps, ...(source.local ? LOCAL : []), '']),
    'Next:',
    ...columns([
      [`  npm start${config}`, 'runs it here'],
      [
        '  npx pm2 start ecosystem.config.cjs',
        'keeps it running; it looks for pithead.yaml in this checkout',
      ],
      ['  /help', 'in the chat: what it answers there'],
      ...(source === null && entriesOf(raw, 'sources').size === 0
        ? [['  npx pithead init', 'once more, to add a source of webhooks']]
        : []),
    ]).split('\n'),
  ];
}

const LOCAL = [
  'That address is this machine’s own: senders on the internet need a tunnel or proxy in front of it (only of that port),',
  'and its address as server.publicUrl in the configuration.',
];
