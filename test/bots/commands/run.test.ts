import { describe, expect, it } from 'vitest';
import { asking, asText } from './calls.ts';

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
