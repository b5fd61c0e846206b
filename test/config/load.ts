import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LoadedConfig } from '../../src/config.ts';
import { loadConfig } from '../../src/config.ts';

export type Env = Readonly<Record<string, string>>;

/** A directory with these files, gone when the test is over. */
export function directoryWith(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

/** Loads this text as `pithead.yaml`, with other files beside it. */
function load(yaml: string, env: Env = {}, files: Readonly<Record<string, string>> = {}): LoadedConfig {
  return loadConfig({ cwd: directoryWith({ 'pithead.yaml': yaml, ...files }), env });
}

/** The same; throws where it is not good. */
export function loadGood(
  yaml: string,
  env: Env = {},
  files: Readonly<Record<string, string>> = {},
): Extract<LoadedConfig, { ok: true }> {
  const loaded = load(yaml, env, files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded;
}

/** `line path: message` of each problem. */
export function problemsOf(
  yaml: string,
  env: Env = {},
  files: Readonly<Record<string, string>> = {},
): readonly string[] {
  const loaded = load(yaml, env, files);
  return loaded.ok ? [] : loaded.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
}
