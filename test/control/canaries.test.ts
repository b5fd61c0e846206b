import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HOUR_MS } from '../../src/core/duration.ts';
import { FINE, IS_JSON, promptFile, startScene, type Scene } from '../app/canary-scene.ts';
import { answers, fenced, refuses } from '../support/models/replies.ts';

const PROMPT = 'Say pong as JSON.';
const HASH = createHash('sha256').update(PROMPT).digest('hex');
const TRACE = expect.stringMatching(/^[0-9a-f]{32}$/);
const KNOWN =
  'there is no canary of this name; there is: pong, refused, wrong (a prompt file runs once a provider is named, in it or under canaries:)';

const runsSchema = z.object({ since: z.string(), runs: z.array(z.object({ at: z.string() })) });

let scene: Scene;
/** What `/v1/canaries` said before any of them ran. */
let before: unknown;
beforeAll(async () => {
  const names = ['wrong', 'pong', 'refused'];
  scene = await startScene(
    Object.fromEntries(names.map((name) => [name, promptFile(name, [IS_JSON], PROMPT)])),
  );
  before = await scene.program.get('/v1/canaries');
  scene.reply('wrong', fenced(FINE));
  scene.reply('refused', refuses(401));
  scene.reply('pong', () =>
    answers(FINE, { beforeFirst: () => scene.clock.advance(200), beforeEnd: () => scene.clock.advance(600) }),
  );
  await scene.pass(2 * HOUR_MS);
});
afterAll(() => scene.close());

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(scene.program.app.privateUrl + path, init);
  const body: unknown = await response.json();
  return { status: response.status, body };
}

async function run(name: string, body: object = {}) {
  const headers = { 'content-type': 'application/json' };
  const done = await get(`/v1/canaries/${name}/run`, { method: 'POST', headers, body: JSON.stringify(body) });
  await scene.program.app.settled();
  return done;
}

/** Who tried what with which outcome, the newest first. */
async function audit() {
  const uses = z.array(
    z.object({ operator: z.string(), command: z.string(), args: z.string(), outcome: z.string() }),
  );
  return uses.parse((await get('/v1/audit')).body).map((use) => Object.values(use).join(' '));
}

describe('GET /v1/canaries', () => {
  it('tells what is configured before anything has run, by name', () => {
    const never = { lastVerdict: null, lastAt: null, lastLatencyMs: null };
    const nextAt = expect.stringMatching(/^2026-11-22T01:00:\d\d\.\d{3}Z$/);
    expect(before).toEqual(
      ['pong', 'refused', 'wrong'].map((name) => ({
        name,
        type: 'canary',
        provider: name,
        model: name,
        promptHash: HASH,
        schedule: '0 * * * *',
        ...never,
        nextAt,
      })),
    );
  });

  it('tells how each ran last, and when it runs next', async () => {
    const at = expect.stringMatching(/^2026-11-22T02:0\d:\d\d\.\d{3}Z$/);
    const nextAt = expect.stringMatching(/^2026-11-22T03:00:\d\d\.\d{3}Z$/);
    expect((await get('/v1/canaries')).body).toMatchObject([
      { name: 'pong', lastVerdict: 'pass', lastAt: at, lastLatencyMs: 800, nextAt },
      { name: 'refused', lastVerdict: 'unmeasured', lastAt: at, lastLatencyMs: null, nextAt },
      { name: 'wrong', lastVerdict: 'fail', lastAt: at, nextAt },
    ]);
  });
});

describe('GET /v1/canaries/NAME/history', () => {
  it('tells every run and change, the newest first', async () => {
    const { status, body } = await get('/v1/canaries/wrong/history');
    const each = {
      name: 'wrong',
      verdict: 'fail',
      traceId: TRACE,
      promptHash: HASH,
      output: '```json\n{"reply":"pong"}\n```',
    };
    const triggers = ['schedule', 'confirm', 'confirm', 'schedule'];
    expect([status, body]).toEqual([
      200,
      {
        canary: expect.objectContaining({ name: 'wrong', lastVerdict: 'fail' }),
        since: new Date(scene.clock.now() - 7 * 24 * HOUR_MS).toISOString(),
        runs: triggers.map((trigger) => expect.objectContaining({ ...each, trigger })),
        changes: [],
      },
    ]);
  });

  it.each([
    ['?since=30m', 0],
    ['?since=90m', 1],
    ['?since=2h', 4],
    ['?since=2h&limit=3', 3],
    ['?limit=500', 4],
  ])('reads as far back as it is asked: %s', async (query, count) => {
    const { runs, since } = runsSchema.parse((await get(`/v1/canaries/wrong/history${query}`)).body);
    expect(runs).toHaveLength(count);
    // Of what was not read, nothing is said.
    if (query.endsWith('limit=3')) expect(since).toBe(runs.at(-1)?.at);
  });

  it.each([
    '?limit=0',
    '?limit=501',
    '?limit=x',
    '?since=yesterday',
    '?since=',
    '?since=1h&since=2h',
    '?limit=',
  ])('refuses %s', async (query) => {
    expect(await get(`/v1/canaries/pong/history${query}`)).toEqual({
      status: 400,
      body: { error: 'limit must be a number from 1 to 500, since a duration like 24h or 7d' },
    });
  });

  it.each(['nobody', 'PONG', '%00', encodeURIComponent("' or 1=1 --")])(
    'knows no canary %s',
    async (name) => {
      expect(await get(`/v1/canaries/${name}/history`)).toEqual({ status: 404, body: { error: KNOWN } });
    },
  );
});

describe('POST /v1/canaries/NAME/run', () => {
  it('answers with the run that it made', async () => {
    expect(await run('pong')).toEqual({
      status: 200,
      body: {
        name: 'pong',
        at: expect.stringMatching(/Z$/),
        trigger: 'hand',
        missed: 0,
        traceId: TRACE,
        verdict: 'pass',
        reason: null,
        detail: '',
        latencyMs: 800,
        ttftMs: 200,
        model: 'pong',
        fingerprint: 'fp_de604bd877',
        promptHash: HASH,
        costUsd: '0.00',
        assertions: [{ type: 'is-json', pass: true, reason: 'is JSON' }],
        output: FINE,
      },
    });
    expect((await audit())[0]).toBe('command line run pong allowed');
  });

  it.each([
    [
      'wrong',
      {
        verdict: 'fail',
        reason: null,
        assertions: [{ type: 'is-json', pass: false, reason: 'is no JSON: it begins with a code fence' }],
        output: '```json\n{"reply":"pong"}\n```',
      },
    ],
    [
      'refused',
      {
        verdict: 'unmeasured',
        reason: 'unauthorized',
        detail: expect.stringMatching(/^401: /),
        latencyMs: null,
        ttftMs: null,
        model: null,
        costUsd: null,
        assertions: [],
        output: '',
      },
    ],
  ])('answers alike where it came to nothing good: %s', async (name, body) => {
    expect(await run(name, { as: 'ada' })).toMatchObject({ status: 200, body });
    expect((await audit())[0]).toBe(`ada run ${name} allowed`);
  });

  it('knows no other name, and writes down that it was tried', async () => {
    expect(await run('nobody', { as: 'ada' })).toEqual({ status: 404, body: { error: KNOWN } });
    expect((await audit())[0]).toBe('ada run nobody nothing');
  });

  it('refuses a name of nobody, and writes that down', async () => {
    const asked = scene.models.requests.length;
    expect(await run('pong', { as: 'a b' })).toMatchObject({ status: 400 });
    expect((await audit())[0]).toBe('command line run pong usage');
    expect(scene.models.requests).toHaveLength(asked);
  });

  it('has no run to show of what is no probe', async () => {
    expect(await run('database')).toEqual({ status: 409, body: { error: expect.any(String) } });
  });

  it('is not done by a GET', async () => {
    const asked = scene.models.requests.length;
    expect(await get('/v1/canaries/pong/run')).toMatchObject({ status: 404 });
    expect(scene.models.requests).toHaveLength(asked);
  });
});
