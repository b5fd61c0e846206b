import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { BIN } from './pithead.ts';

const [SYSTEM, OLDEST_GOOD] = ['/usr/bin/node', 26];
const asked = spawnSync(SYSTEM, ['--version'], { encoding: 'utf8' });
const systemMajor = Number(/^v(\d+)/.exec(asked.stdout ?? '')?.[1] ?? OLDEST_GOOD);

/** This Node under another version's name, and the system's own where that is too old. */
const faked = (version: string): readonly [string, readonly string[]] => {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    Object.defineProperty(process, 'version', { value: 'v${version}' });`;
  return [process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(code)}`]];
};
const tooOld: readonly (readonly [string, readonly [string, readonly string[]]])[] = [
  ['Node 20', faked('20.20.2')],
  ['Node 25', faked('25.9.0')],
  ['Node 8', faked('8.0.0')],
  ...(systemMajor < OLDEST_GOOD ? [[`the system's Node ${systemMajor}`, [SYSTEM, []]] as const] : []),
];

async function run([node, flags]: readonly [string, readonly string[]], args: readonly string[]) {
  const child = spawn(node, [...flags, BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
  const ended = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, out, err };
}

describe('bin/pithead.mjs', () => {
  it('keeps what Node makes of the TypeScript inside the checkout, so that the next start takes half as long', async () => {
    const cache = new URL('../../node_modules/.cache/pithead/', import.meta.url);
    rmSync(cache, { recursive: true, force: true });
    const { NODE_COMPILE_CACHE: _ours, ...env } = process.env;
    const child = spawn(process.execPath, [BIN, '--version'], { stdio: 'ignore', env });
    await once(child, 'close');
    expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(100);
  });

  it.each(tooOld)('under %s says in one line what to do, and ends with 1', async (_what, node) => {
    const { code, out, err } = await run(node, ['events', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^Pithead needs Node\.js 26 and this is v[\d.]+: run "npm ci" once .* "npx pithead events --json"\n$/,
    );
    expect(err.split('\n')).toHaveLength(2);
  });

  it('under Node 26 and later goes on', async () => {
    expect(await run(faked('27.0.0'), ['--version'])).toMatchObject({ code: 0, err: '' });
  });
});
