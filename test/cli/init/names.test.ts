import { describe, expect, it } from 'vitest';
import { freeName, nameOf } from '../../../src/cli/init/names.ts';
import { planOperator, type KnownOperator } from '../../../src/cli/init/operator.ts';

describe('a name is made of what a person is called', () => {
  it.each([
    ['Ada', 'ada'],
    ['Ada Lovelace', 'ada-lovelace'],
    ['José Núñez-Ärger', 'jose-nunez-arger'],
    ['  --x--  ', 'x'],
    ['user#1234', 'user-1234'],
    ['Анна', 'operator'],
    ['🦊', 'operator'],
    ['', 'operator'],
    ['\u001b[2J', '2j'],
    ['a'.repeat(80), 'a'.repeat(63)],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ])('%j → %s', (text, name) => {
    expect(nameOf(text, 'operator')).toBe(name);
  });
});

describe('a free name', () => {
  it.each([
    ['ops', [], 'ops'],
    ['ops', ['ops'], 'ops-2'],
    ['ops', ['ops', 'ops-2'], 'ops-3'],
    ['a'.repeat(63), ['a'.repeat(63)], `${'a'.repeat(61)}-2`],
  ])('of %s beside %j is %s', (wanted, taken, free) => {
    expect(freeName(wanted, taken)).toBe(free);
  });
});

describe('who said the code becomes', () => {
  const ada: KnownOperator = { name: 'ada', telegram: '1', discord: null, role: 'viewer' };
  const user = { platform: 'telegram', id: '1', name: 'A' } as const;

  it.each([
    ['nobody new where the id is known, whatever the name', user, 'bob', { kind: 'known', operator: ada }],
    [
      'a new operator',
      { ...user, id: '2' },
      'bob',
      { kind: 'new', operator: { name: 'bob', telegram: '2', discord: null, role: 'admin' } },
    ],
    ['nobody where the name is somebody else’s there', { ...user, id: '2' }, 'ada', { kind: 'taken' }],
    [
      'the same person on another platform, with the role the person has',
      { platform: 'discord', id: '9', name: 'A' } as const,
      'ada',
      { kind: 'more', operator: { ...ada, discord: '9' } },
    ],
  ])('%s', (_what, who, name, plan) => {
    expect(planOperator([ada], who, name, 'admin')).toEqual(plan);
  });
});
