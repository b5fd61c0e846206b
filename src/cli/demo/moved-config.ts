import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the programs whose clock the demo moves. */
export const TIMEZONE = 'UTC';

export interface MovedConfig {
  readonly configPath: string;
  /** What stands there, as an object. */
  readonly config: object;
}

/** Writes a configuration for free ports and a console into `dir`, which exists. `more`: what it has besides. */
export function writeMovedConfig(dir: string, more: object): MovedConfig {
  const anyPort = { host: '127.0.0.1', port: 0 };
  const config = {
    server: { public: anyPort, private: anyPort },
    storage: 'sqlite:data/pithead.db',
    timezone: TIMEZONE,
    channels: { terminal: { type: 'console' } },
    ...more,
  };
  const configPath = join(dir, 'pithead.yaml');
  // JSON is YAML.
  writeFileSync(configPath, JSON.stringify(config, null, 2), { mode: 0o600 });
  return { configPath, config };
}
