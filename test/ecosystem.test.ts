import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { DRAIN_MS } from '../src/app.ts';
import { readRun } from '../src/run-file.ts';
import { DEFAULT_LIMITS } from '../src/webhooks/listener-context.ts';

const Settings = z.object({
  cwd: z.string(),
  script: z.string(),
  args: z.string(),
  interpreter: z.string(),
  exec_mode: z.literal('fork'),
  wait_ready: z.literal(true),
  kill_timeout: z.number(),
});
const [settings] = z
  .object({ apps: z.tuple([Settings]) })
  .parse(createRequire(import.meta.url)('../ecosystem.config.cjs')).apps;

it('gives a stop longer than the program takes for it at most', () => {
  expect(settings.kill_timeout).toBeGreaterThan(DRAIN_MS + DEFAULT_LIMITS.closeMs);
});

it('starts the program as pm2 would: by the pinned Node, ready once it listens, ended by SIGINT with 0', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-ecosystem-'));
  const port = 0;
  const config = { server: { public: { port }, private: { port } }, storage: 'sqlite:data/pithead.db' };
  writeFileSync(join(dir, 'pithead.yaml'), JSON.stringify(config));
  const child = fork(settings.script, settings.args.split(' '), {
    cwd: dir,
    execPath: settings.interpreter,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });
  const ended = once(child, 'exit');
  expect(await once(child, 'message')).toEqual(['ready', undefined]);
  expect((await fetch(`${readRun(join(dir, 'data'))?.privateUrl}/readyz`)).status).toBe(200);
  expect(realpathSync(settings.interpreter)).toBe(realpathSync(process.execPath));
  // What pm2 sends.
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
