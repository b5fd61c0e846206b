import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeMovedConfig, type MovedConfig } from './moved-config.ts';

/** The canary's name: its file is `prompts/canaries/pong.md`. */
export const CANARY = 'pong';

const PROMPT = `---
provider: demo
model: small-model
assert:
  - { type: is-json }
  - { type: x-latency-baseline }
---
Answer with exactly {"reply": "pong"} and nothing else.
`;

/** Writes a configuration with one canary into `dir`, which exists. `baseUrl`: of the model to ask. */
export function makeCanaryHome(dir: string, baseUrl: string): MovedConfig {
  const prompts = join(dir, 'prompts', 'canaries');
  mkdirSync(prompts, { recursive: true });
  writeFileSync(join(prompts, `${CANARY}.md`), PROMPT);
  return writeMovedConfig(dir, { providers: { demo: { api: 'openai', baseUrl, free: true } } });
}
