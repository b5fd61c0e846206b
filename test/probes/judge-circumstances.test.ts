import { describe, expect, it } from 'vitest';
import { NOTHING_MEASURED, type ProbeFinding, type ProbeOutcome } from '../../src/core/probe.ts';
import { judgeCircumstances } from '../../src/probes/judge-circumstances.ts';

function finding(aspect: string, ok: boolean): ProbeFinding {
  const words = { title: '', evidence: '', cause: null, next: null };
  return { aspect, ok, severity: 'warning', ...words, labels: {}, remote: true };
}

const MEASURED = { ...NOTHING_MEASURED, latencyMs: 900, usage: { prompt_tokens: 3 }, costPico: 5n };

function came(answer: boolean, latency: boolean, unanswered = false): ProbeOutcome {
  return {
    verdict: answer && latency ? 'pass' : 'fail',
    measured: MEASURED,
    assertions: [],
    findings: [finding('answer', answer), finding('latency', latency)],
    unanswered,
  };
}
const unreachable: ProbeOutcome = {
  verdict: 'unmeasured',
  reason: 'unreachable',
  detail: '',
  retryAfterMs: null,
};
const noTime: ProbeOutcome = {
  verdict: 'pass',
  measured: NOTHING_MEASURED,
  assertions: [],
  findings: [finding('disk', true)],
};

const judge = (outcome: ProbeOutcome, lateMs: number, down = false) =>
  judgeCircumstances(outcome, { lateMs, connectionDown: () => Promise.resolve(down) });

const asked = () => Promise.reject(new Error('it was asked'));

describe('what was the matter with us', () => {
  it.each([
    ['nothing', came(true, true), 0, false, 'pass', null],
    ['an event loop 50 ms late', came(true, true), 50, false, 'pass', null],
    ['one 51 ms late, with a good answer', came(true, true), 51, false, 'unmeasured', 'event-loop-late'],
    ['one late, with a slow answer', came(true, false), 80, false, 'unmeasured', 'event-loop-late'],
    ['one late, with a wrong answer', came(false, false), 80, false, 'fail', null],
    ['one late, without any answer', came(true, false, true), 80, false, 'unmeasured', 'event-loop-late'],
    ['one late, where no time is judged', noTime, 80, false, 'pass', null],
    ['one late, where nothing was measured', unreachable, 80, false, 'unmeasured', 'unreachable'],
    ['no connection, with an answer', came(false, true), 0, true, 'fail', null],
    ['no connection, without any', came(true, false, true), 0, true, 'unmeasured', 'own-connection'],
    ['no connection, where nobody was reached', unreachable, 0, true, 'unmeasured', 'own-connection'],
  ])('%s', async (_, outcome, lateMs, down, verdict, reason) => {
    const judged = await judge(outcome, lateMs, down);
    expect(judged.verdict).toBe(verdict);
    expect(judged.verdict === 'unmeasured' ? judged.reason : null).toBe(reason);
  });

  it('leaves how long a wrong answer took out of account, and keeps what a spoilt one cost', async () => {
    const wrong = await judge(came(false, false), 80);
    expect(wrong.verdict === 'unmeasured' ? [] : wrong.findings.map(({ aspect }) => aspect)).toEqual([
      'answer',
    ]);
    expect(await judge(came(true, true), 80)).toMatchObject({ measured: { costPico: 5n } });
  });

  it('does not ask for the connection where somebody answered', async () => {
    expect(await judgeCircumstances(came(false, true), { lateMs: 0, connectionDown: asked })).toMatchObject({
      verdict: 'fail',
    });
  });
});
