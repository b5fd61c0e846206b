import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The canary's name: its file is `prompts/canaries/pong.md`. */
export const CANARY = 'pong';
export const TIMEZONE = 'UTC';

const PROMPT = `---
provider: demo
model: small-model
assert:
  - { type: is-json }
  - { type: x-latency-baseline }
---
Answer with exactly {"reply": "pong"} and nothing else.
`;

export interface CanaryHome {
  readonly configPath: string;
  /** What stands there, as an object. */
  readonly config: object;
}

/** Writes a configuration with one canary into `dir`, which exists. `baseUrl`: of the model to ask. */
export function makeCanaryHome(dir: string, baseUrl: string): CanaryHome {
  const prompts = join(dir, 'prompts', 'canaries');
  mkdirSync(prompts, { recursive: true });
  writeFileSync(join(prompts, `${CANARY}.md`), PROMPT);
  const anyPort = { host: '127.0.0.1', port: 0 };
  const config = {
    server: { public: anyPort, private: anyPort },
    storage: 'sqlite:data/pithead.db',
    timezone: TIMEZONE,
    channels: { terminal: { type: 'console' } },
    providers: { demo: { api: 'openai', baseUrl, free: true } },
  };
  const configPath = join(dir, 'pithead.yaml');
  // JSON is YAML.
  writeFileSync(configPath, JSON.stringify(config, null, 2), { mode: 0o600 });
  return { configPath, config };
}
