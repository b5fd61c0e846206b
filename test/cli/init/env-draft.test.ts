import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createEnvDraft } from '../../../src/cli/init/env-draft.ts';

describe('a value comes back exactly as it was kept', () => {
  it.each([
    ['a plain word', '123456:AAE-x_y'],
    ['base64', 'whsec_ab+/=='],
    ['a number sign', 'a#b # c'],
    ['spaces at the ends', '  a  '],
    ['a single quote', "it's"],
    ['a double quote', 'say "x"'],
    ['both quotes', `'"`],
    ['a backslash and n', 'a\\nb'],
    ['a dollar', '$HOME ${X} $${Y}'],
    ['an equals sign first', '=x'],
    ['a letter of another alphabet', 'пароль'],
  ])('%s', (_what, value) => {
    const draft = createEnvDraft('OLD=1\n', {});
    expect(draft.keep('NAME', value)).toBe('NAME');
    expect(parseEnv(draft.text() ?? '')).toEqual({ OLD: '1', NAME: value });
  });
});

describe('the name', () => {
  it.each([
    ['is the wished one where it is free', '', {}, 'NAME', 'OLD=1\nNAME=v\n'],
    ['is one that has the value already', 'NAME=v\n', {}, 'NAME', null],
    ['is a numbered one that has the value already', 'NAME=w\nNAME_2=v\n', {}, 'NAME_2', null],
    ['is the next where another value has it', 'NAME=w\n', {}, 'NAME_2', 'NAME=w\nNAME_2=v\n'],
    ['skips what is there and empty', 'NAME=\n', {}, 'NAME_2', 'NAME=\nNAME_2=v\n'],
    [
      'skips what the surroundings set to another value, for they win',
      '',
      { NAME: 'w' },
      'NAME_2',
      'NAME_2=v\n',
    ],
    [
      'skips what the file has where the surroundings win with another',
      'NAME=v\n',
      { NAME: 'w' },
      'NAME_2',
      'NAME=v\nNAME_2=v\n',
    ],
    ['is written where only these surroundings have it', '', { NAME: 'v' }, 'NAME', 'NAME=v\n'],
  ] as const)('%s', (_what, before, surroundings, name, after) => {
    const start = _what === 'is the wished one where it is free' ? 'OLD=1\n' : before;
    const draft = createEnvDraft(start, surroundings);
    expect(draft.keep('NAME', 'v')).toBe(name);
    expect(draft.text()).toBe(after ?? start);
    expect(draft.added()).toEqual(after === null ? [] : [name]);
  });
});

it('leaves every other line as it is, also one without its line end', () => {
  const draft = createEnvDraft('# mine\nA = "b" # c\n\nexport D=e', {});
  draft.keep('NAME', 'v');
  expect(draft.text()).toBe('# mine\nA = "b" # c\n\nexport D=e\nNAME=v\n');
});

it('finds quotes that a quote left open further up does not swallow', () => {
  const draft = createEnvDraft('A="open\n', {});
  draft.keep('NAME', "it's");
  expect(parseEnv(draft.text() ?? '')).toEqual({ ...parseEnv('A="open\n'), NAME: "it's" });
});

it('refuses a value that no quotes keep', () => {
  const draft = createEnvDraft(null, {});
  expect(() => draft.keep('NAME', `'"\``)).toThrow("NAME can't be added to .env");
  expect(draft.text()).toBe(null);
});

it('makes no file where nothing is kept', () => {
  expect(createEnvDraft(null, {}).text()).toBe(null);
});
