import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/bots/commands/index.ts';
import { asking } from './calls.ts';

const STRANGER = 'telegram 903';

describe('/pair', () => {
  const paired = {
    run: () => Promise.resolve({ title: 'This chat is connected', body: '', link: null }),
    passOver() {},
  };

  it('of a stranger is answered where a code waits', async () => {
    const { ask, uses } = asking({}, { pair: ({ args }) => (args === 'abc' ? paired : null) });
    expect((await ask(STRANGER, '/pair abc'))?.title).toBe('This chat is connected');
    expect(await ask(STRANGER, '/pair abd')).toBe(null);
    expect(uses.map(({ operator, outcome }) => [operator, outcome])).toEqual([
      [null, 'allowed'],
      [null, 'stranger'],
    ]);
  });

  it('is the only command that a stranger gets anything by', async () => {
    const { ask } = asking({}, { pair: () => paired });
    for (const { info } of COMMANDS) {
      expect(await ask('telegram 5', `/${info.name} abc`)).toEqual(
        info.name === 'pair' ? { title: 'This chat is connected', body: '', link: null } : null,
      );
    }
  });

  it('that fails says so', async () => {
    const { ask, uses } = asking(
      {},
      { pair: () => ({ run: () => Promise.reject(new Error('no room in the file')), passOver() {} }) },
    );
    expect((await ask(STRANGER, '/pair abc'))?.title).toBe('That failed');
    expect(uses[0]?.outcome).toBe('failed');
  });
});
