import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../src/bots/index.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { promptReference } from '../../src/config/prompt-reference.ts';
import { configReference } from '../../src/config/reference.ts';
import { ASSERTIONS } from '../../src/probes/assertions/index.ts';

// All are written by: node scripts/generate-reference.ts
describe('the files made from the schema are up to date', () => {
  const schema = configJsonSchema(CHANNELS);

  it('pithead.schema.json', () => {
    const committed: unknown = JSON.parse(readFileSync('pithead.schema.json', 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('docs/CONFIG.md, with a row for every key', () => {
    const page = configReference(schema);
    expect(readFileSync('docs/CONFIG.md', 'utf8')).toBe(page);
    for (const key of [
      'server.public.port',
      'sources.NAME.secrets',
      'routes[].when',
      'operators.NAME.role',
    ]) {
      expect(page).toContain(`| \`${key}\` |`);
    }
  });

  it('docs/PROMPTS.md, with a section for every assertion', () => {
    const page = promptReference();
    expect(readFileSync('docs/PROMPTS.md', 'utf8')).toBe(page);
    expect(page).toContain('| `provider` |');
    for (const { type } of ASSERTIONS) expect(page).toContain(`### \`${type}\`\n`);
    expect(page).not.toContain('### `not-');
  });
});
