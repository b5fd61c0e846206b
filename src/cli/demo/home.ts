import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Source } from '../../webhooks/source.ts';
import { configOf, sourceOf } from '../setting.ts';
import type { DemoSource } from './payloads.ts';

/** A temporary directory with a configuration whose secrets live as long as the demo does. */
export interface Home {
  readonly dir: string;
  readonly configPath: string;
  /** For the program that runs a canary: a directory in that one. */
  readonly canaryDir: string;
  /** The same for the one that keeps books. */
  readonly ledgerDir: string;
  /** What the senders sign with: the sources of that configuration. */
  readonly source: (name: DemoSource) => Source;
  remove(): void;
}

export function makeHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-demo-'));
  const configPath = join(dir, 'pithead.yaml');
  // JSON is YAML.
  writeFileSync(configPath, JSON.stringify(demoConfig(), null, 2), { mode: 0o600 });
  const config = configOf({ configPath });
  const canaryDir = join(dir, 'canary');
  mkdirSync(canaryDir);
  const ledgerDir = join(dir, 'ledger');
  mkdirSync(ledgerDir);
  return {
    dir,
    configPath,
    canaryDir,
    ledgerDir,
    source: (name) => sourceOf(config, name),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

function demoConfig() {
  const anyPort = { host: '127.0.0.1', port: 0 };
  return {
    // Senders and receiver share this machine's clock, so they agree even where it is wrong.
    server: { public: anyPort, private: anyPort, clock: 'trust' },
    storage: 'sqlite:data/pithead.db',
    channels: { terminal: { type: 'console' } },
    sources: {
      github: { scheme: 'github', secrets: [newSecret('hex')] },
      stripe: { scheme: 'stripe', secrets: [`whsec_${newSecret('hex')}`] },
      replicate: { scheme: 'standard-webhooks', secrets: [`whsec_${newSecret('base64')}`] },
      n8n: {
        scheme: 'bearer',
        secrets: [newSecret('hex')],
        id: { header: 'x-delivery-id' },
        type: { field: '/type' },
      },
    },
  };
}

export function newSecret(encoding: 'hex' | 'base64'): string {
  return randomBytes(32).toString(encoding);
}
