import { describe, expect, it } from 'vitest';
import { findingsOf, type CanaryAspect, type JudgedAssertion } from '../../src/probes/canary/findings.ts';

const SPEC = {
  name: 'pong',
  model: 'llama',
  provider: 'ollama',
  severity: 'warning',
  remote: false,
} as const;
const ALL = { unjudged: [], compared: true } as const;
const result = (aspect: CanaryAspect, pass: boolean, type = 'regex'): JudgedAssertion => ({
  type,
  aspect,
  pass,
  reason: `${type} said so`,
});

function said(results: readonly JudgedAssertion[]) {
  return findingsOf(SPEC, results, 'ping', ALL).map(({ aspect, ok, title }) => [aspect, ok, title]);
}

describe('what a canary’s assertions come to', () => {
  it('is a finding for each aspect; of cost only where something is said about it', () => {
    expect(said([result('answer', true)])).toEqual([
      ['answer', true, 'pong answers as it should again (llama)'],
      ['latency', true, 'pong is as fast as usual again (llama)'],
    ]);
    expect(said([result('answer', false), result('latency', false), result('cost', false)])).toEqual([
      ['answer', false, 'pong answers wrongly (llama)'],
      ['latency', false, 'pong is slow (llama)'],
      ['cost', false, 'pong costs other than it should (llama)'],
    ]);
  });

  it('leaves out what could not be judged', () => {
    const late = findingsOf(SPEC, [result('latency', false)], '', { ...ALL, unjudged: ['answer', 'cost'] });
    expect(late.map(({ aspect }) => aspect)).toEqual(['latency']);
  });

  it('says of what can’t be compared any more that it is not, rather than that it is fast again', () => {
    const [, latency] = findingsOf(SPEC, [], 'pong', { ...ALL, compared: false });
    expect(latency).toMatchObject({
      ok: true,
      title: 'pong has too few usual runs to be called slow (llama)',
    });
  });

  it('shows the reasons, six at most, and the beginning of a wrong answer, not of a slow one', () => {
    const many = Array.from({ length: 8 }, (_, i) => result('answer', false, `a${i}`));
    const [answer, latency] = findingsOf(SPEC, [...many, result('latency', false)], 'x'.repeat(1_000), ALL);
    const lines = answer?.evidence.split('\n') ?? [];
    expect(lines).toHaveLength(8);
    expect(lines[6]).toBe('… and 2 more');
    expect(lines[7]).toMatch(/^It answered: x{250,299}…$/);
    expect(latency?.evidence).toBe('regex: regex said so');
  });

  it('lets a wrong answer be the model’s, and a slow one the provider’s', () => {
    const labels = findingsOf(SPEC, [result('answer', false)], '', ALL).map((finding) => finding.labels);
    expect(labels).toEqual([{ upstream: 'ollama/llama' }, { upstream: 'ollama (speed)' }]);
  });
});
