import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptSecret } from '../src/kept-secret.ts';
import { controlKey, demoSecret } from '../src/own-secrets.ts';
import { parseSource } from '../src/webhooks/source.ts';

let root = '';
let dir = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pithead-secret-'));
  dir = join(root, 'data');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('a secret of its own', () => {
  it('is made once and read ever after', () => {
    let made = 0;
    const make = (): string => `secret-${++made}`;
    expect(keptSecret(dir, 'a', make).reveal()).toBe('secret-1');
    expect(keptSecret(dir, 'a', make).reveal()).toBe('secret-1');
    expect(keptSecret(dir, 'b', make).reveal()).not.toBe('secret-1');
  });

  it('is for its owner alone, also where somebody opened it', () => {
    keptSecret(dir, 'a', () => 'x');
    expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    chmodSync(join(dir, 'a'), 0o644);
    keptSecret(dir, 'a', () => 'x');
    expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o600);
  });

  it('that is empty opens no door: the program says what to do instead', () => {
    keptSecret(dir, 'a', () => 'x');
    writeFileSync(join(dir, 'a'), ' \n');
    expect(() => keptSecret(dir, 'a', () => 'x')).toThrow(/a is empty: delete it/);
  });

  it('is not the line end that an editor put after it', () => {
    keptSecret(dir, 'a', () => 'x');
    writeFileSync(join(dir, 'a'), 'mine\r\n');
    expect(keptSecret(dir, 'a', () => 'x').reveal()).toBe('mine');
  });

  it('shows itself to nobody who does not ask', () => {
    const key = controlKey(dir);
    const shown = [String(key), inspect({ key }), JSON.stringify({ key })].join();
    expect(shown).not.toContain(readFileSync(join(dir, 'control.key'), 'utf8').trim());
  });
});

describe("the program's own two", () => {
  it('are long, differ, and differ from one folder to the next', () => {
    const other = join(root, 'other');
    const all = [controlKey(dir), demoSecret(dir), controlKey(other), demoSecret(other)].map((secret) =>
      secret.reveal(),
    );
    expect(new Set(all).size).toBe(4);
    for (const secret of all) expect(secret.length).toBeGreaterThanOrEqual(38);
  });

  it('are what they are used for: the demo secret verifies', () => {
    const secrets = [demoSecret(dir).reveal()];
    expect(() => parseSource({ scheme: 'standard-webhooks', secrets }, { name: 'demo' })).not.toThrow();
  });
});
