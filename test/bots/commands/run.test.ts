import { describe, expect, it } from 'vitest';
import { embedOf } from '../../../src/bots/discord/embed.ts';
import type { CanaryRunView } from '../../../src/core/probe-views.ts';
import { asking, asText } from './calls.ts';
import { runOf } from './canary-views.ts';

const OPERATOR = 'telegram 2';

describe('/run', () => {
  it.each([
    ['ok', '1.2 s', 'pong is well: 1.2 s'],
    ['failing', '503\nloading', 'pong still fails\n503\nloading'],
    ['unmeasured', '', 'pong could not be looked at'],
  ] as const)('that finds it %s says so', async (outcome, detail, answer) => {
    const { ask } = asking({ rerun: () => Promise.resolve({ outcome, detail }) });
    expect(await asText(ask(OPERATOR, '/run pong'))).toBe(answer);
  });

  it('that finds much tells it whole, a line each, and counts what a message has no room for', async () => {
    const long = 'x'.repeat(300);
    const few = asking({
      rerun: () => Promise.resolve({ outcome: 'failing', detail: `${long}\n\n${long}` }),
    });
    expect(await asText(few.ask(OPERATOR, '/run pong'))).toBe(`pong still fails\n${long}\n${long}`);
    const one = asking({ rerun: () => Promise.resolve({ outcome: 'failing', detail: long }) });
    expect(await asText(one.ask(OPERATOR, '/run pong'))).toBe(`pong still fails\n${long}`);
    const detail = Array.from({ length: 100 }, () => long).join('\n');
    const many = asking({ rerun: () => Promise.resolve({ outcome: 'failing', detail }) });
    const text = await asText(many.ask(OPERATOR, '/run pong'));
    expect(text).toMatch(/\n… 89 more lines$/);
    expect(text.length).toBeLessThan(3_500);
  });

  it.each([
    [[], 'There is no pnog: nothing here can be looked at again at will'],
    [['pong', 'github'], 'There is no pnog: did you mean /run pong?'],
    [['github', 'ops'], 'There is no pnog: it is one of github, ops'],
  ])('of a wrong name, where there is %j, says which there are', async (names, answer) => {
    const { ask } = asking({ rerun: () => Promise.resolve({ outcome: 'unknown', names }) });
    expect(await asText(ask(OPERATOR, '/run pnog'))).toBe(answer);
  });
});

describe('/run of a probe', () => {
  const OUTCOMES = { pass: 'ok', fail: 'failing', unmeasured: 'unmeasured' } as const;

  function running(run: CanaryRunView) {
    return asking({ rerun: () => Promise.resolve({ outcome: OUTCOMES[run.verdict], detail: '', run }) });
  }

  it('that passes says how fast, who answered what it cost, and what was answered', async () => {
    const { ask } = running(runOf({ costUsd: '0.0000082' }));
    expect(await asText(ask(OPERATOR, '/run pong'))).toBe(`\
✓ pong passed
1.2 s, first token after 310 ms
model llama3.2:3b, cost $0.0000082
2 assertions passed
Output
{"reply":"pong"}
/canaries pong shows its history`);
  });

  it('that fails names each assertion that did not hold, and why', async () => {
    const { ask } = running(
      runOf({
        verdict: 'fail',
        ttftMs: null,
        assertions: [
          { type: 'is-json', pass: false, reason: 'a code fence is no JSON' },
          { type: 'latency', pass: true, reason: '1.2 s of at most 4 s' },
          { type: 'not-icontains', pass: false, reason: 'it holds\n"as an AI"' },
        ],
        output: '```json\n{}\n\n```',
      }),
    );
    expect(await asText(ask(OPERATOR, '/run pong'))).toBe(`\
✗ pong FAILED: it answered, but wrongly or late
1.2 s
model llama3.2:3b
1 of 3 assertions passed
✗ is-json: a code fence is no JSON
✗ not-icontains: it holds "as an AI"

Output
\`\`\`json
{}
\`\`\`
/canaries pong shows its history`);
  });

  it('that could not be asked says why, and nothing of the model', async () => {
    const { ask } = running(
      runOf({
        verdict: 'unmeasured',
        reason: 'rate-limited',
        detail: 'the provider wants 20 s (429)',
        latencyMs: null,
        ttftMs: null,
        model: null,
        assertions: [],
        output: '',
      }),
    );
    expect(await asText(ask(OPERATOR, '/run pong'))).toBe(`\
? pong not measured: it could not be asked (rate limited)
the provider wants 20 s (429)
/canaries pong shows its history`);
  });

  it('that is no prompt has not answered anything', async () => {
    const disk = { name: 'disk', latencyMs: null, ttftMs: null, model: null, promptHash: null, output: '' };
    const { ask } = running(runOf({ ...disk, verdict: 'fail' }));
    expect((await ask(OPERATOR, '/run disk'))?.title).toBe('✗ disk FAILED');
  });

  it('shows what is being done, a line each time, without secrets', async () => {
    const { ask } = asking({
      rerun(_name, progress) {
        progress?.('pong: asking llama3.2:3b\nat s3cret-token …');
        return Promise.resolve({ outcome: 'ok', detail: '' });
      },
    });
    const shown: unknown[] = [];
    await ask(OPERATOR, '/run pong', (message) => shown.push(message));
    expect(shown).toEqual([{ title: 'pong: asking llama3.2:3b at [redacted] …', body: '', link: null }]);
  });

  it('fits into a message however much was answered, and counts what is left out', async () => {
    const reason = '*'.repeat(5_000);
    const assertions = Array.from({ length: 60 }, (_one, i) => ({ type: `a${i}`, pass: false, reason }));
    const output = Array.from({ length: 60 }, () => '@everyone '.repeat(50)).join('\n');
    const run = runOf({ verdict: 'fail', assertions, output, model: '_'.repeat(900) });
    const message = await running(run).ask(OPERATOR, '/run pong');
    if (message === null) throw new Error('no answer');
    const rest = { severity: 'info', status: null, origin: null, possibleRepeat: false } as const;
    const shown = embedOf({ message, ...rest }).description ?? '';
    expect(shown).toMatch(/\n… \d+ more\n/);
    expect(shown).toMatch(/\n… \d+ more lines\n\/canaries pong shows its history$/);
  });
});
