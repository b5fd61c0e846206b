import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/doctor/check.ts';
import { runDoctor } from '../../src/doctor/index.ts';
import { sayFindings, type Finding } from '../../src/core/finding.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { databaseOf, depsOf } from './patients.ts';

function found(about: string, state: Finding['state'] = 'ok', fix: string | null = null): Finding {
  return { about, state, detail: `of ${about}`, fix };
}

describe('runDoctor', () => {
  it('looks at everything, in the order of the registry', async () => {
    const findings = await runDoctor(
      depsOf({
        database: databaseOf(),
        clockTrust: () => Promise.resolve({ trusted: true }),
        channels: [
          { name: 'ops', type: 'telegram', examine: () => Promise.resolve([found('telegram ops')]) },
        ],
        publicUrl: { url: 'https://hooks.example.org', listener: 'http://127.0.0.1:8787' },
        get: () => Promise.resolve({ status: 200, body: '{"status":"ok"}' }),
      }),
    );
    expect(findings.map(({ about, state }) => `${about} ${state}`)).toEqual([
      'configuration ok',
      'database ok',
      'database: disk ok',
      'clock ok',
      'telegram ops ok',
      'telegram ops: deliveries ok',
      'public address ok',
    ]);
  });

  it('of a broken configuration tells that alone', async () => {
    const problems = ['pithead.yaml:3: channels: unknown key', 'pithead.yaml:7: secret missing'];
    const findings = await runDoctor(
      depsOf({ configuration: { ok: false, file: 'pithead.yaml', problems } }),
    );
    expect(findings.map(({ about, state, detail }) => [about, state, detail])).toEqual(
      problems.map((problem) => ['configuration', 'problem', problem]),
    );
    for (const { fix } of findings) expect(fix).toContain('correct it');
  });

  it('a check that throws, rejects or hangs is unknown, and hides nothing of the others', async () => {
    const clock = createFakeClock();
    const checks: readonly Check[] = [
      {
        about: 'first',
        run() {
          throw new Error('no such file');
        },
      },
      { about: 'second', run: () => Promise.reject(new Error('no such table')) },
      { about: 'third', run: () => new Promise<never>(() => {}) },
      { about: 'fourth', run: () => Promise.resolve([found('fourth')]) },
    ];
    const running = runDoctor(depsOf({ clock }), checks);
    clock.advance(15_000);
    expect((await running).map(({ state, detail }) => [state, detail])).toEqual([
      ['unknown', 'could not be looked at: no such file'],
      ['unknown', 'could not be looked at: no such table'],
      ['unknown', 'gave no answer within 15 s'],
      ['ok', 'of fourth'],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('a channel that hangs hides neither the other channels nor how delivery goes', async () => {
    const clock = createFakeClock();
    const running = runDoctor(
      depsOf({
        clock,
        database: databaseOf(),
        channels: [
          { name: 'a', type: 'telegram', examine: () => new Promise<never>(() => {}) },
          { name: 'b', type: 'discord', examine: () => Promise.resolve([found('discord b')]) },
        ],
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(12_000);
    const findings = (await running).filter(({ about }) => / [ab]/.test(about));
    expect(findings.map(({ about, state, detail }) => [about, state, detail])).toEqual([
      ['telegram a', 'unknown', 'gave no answer within 12 s'],
      ['telegram a: deliveries', 'ok', '0 waiting, 0 given up'],
      ['discord b', 'ok', 'of discord b'],
      ['discord b: deliveries', 'ok', '0 waiting, 0 given up'],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('leaves no timer behind', async () => {
    const clock = createFakeClock();
    await runDoctor(depsOf({ clock, database: databaseOf() }));
    expect(clock.pending).toBe(0);
  });

  it('shows no configured secret', async () => {
    const check: Check = {
      about: 'x',
      run: () => Promise.resolve([{ about: 'x', state: 'problem', detail: 'bad t0ken', fix: 'say t0ken' }]),
    };
    expect(
      await runDoctor(depsOf({ redact: (text) => text.replaceAll('t0ken', '[redacted]') }), [check]),
    ).toEqual([{ about: 'x', state: 'problem', detail: 'bad [redacted]', fix: 'say [redacted]' }]);
  });
});

describe('findings for a person', () => {
  it.each<[string, readonly Finding['state'][]]>([
    ['All is well', ['ok', 'ok']],
    ['All is well', []],
    ['1 problem', ['ok', 'problem']],
    ['2 problems, 1 could not be told', ['problem', 'unknown', 'problem']],
    ['No problem found, 2 could not be told', ['unknown', 'ok', 'unknown']],
  ])('are summed up as %s', (title, states) => {
    expect(sayFindings(states.map((state) => found('it', state))).title).toBe(title);
  });

  it('stand one on a line, the worst first, whatever they hold', () => {
    const { lines } = sayFindings([
      found('well'),
      found('not known', 'unknown', 'try again'),
      { about: 'chat', state: 'problem', detail: `bad\u202e\nname ${'x'.repeat(1_000)}`, fix: 'rename it' },
    ]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^✗ chat: bad\u202e name x{200,}…\u202c → rename it$/);
    expect(lines[0]?.length).toBeLessThan(320);
    expect(lines.slice(1)).toEqual(['? not known: of not known → try again', '✓ well: of well']);
  });
});
