/** Writes `pithead.schema.json`, `docs/CONFIG.md` and `docs/PROMPTS.md` anew. Run it after changing a schema of the configuration. */
import { writeFileSync } from 'node:fs';
import { CHANNELS } from '../src/bots/index.ts';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { promptReference } from '../src/config/prompt-reference.ts';
import { configReference } from '../src/config/reference.ts';

const schema = configJsonSchema(CHANNELS);
writeFileSync(new URL('../pithead.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
writeFileSync(new URL('../docs/CONFIG.md', import.meta.url), configReference(schema));
writeFileSync(new URL('../docs/PROMPTS.md', import.meta.url), promptReference());
