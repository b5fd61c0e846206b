import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createYamlDraft, type YamlDraft } from '../../../src/cli/init/yaml-draft.ts';

const OPS = { type: 'telegram', token: '${TELEGRAM_TOKEN}', chat: -100, thread: 7 };
const OPS_TEXT = 'ops: { type: telegram, token: "${TELEGRAM_TOKEN}", chat: -100, thread: 7 }';

interface Case {
  readonly what: string;
  readonly before: string;
  readonly add: (draft: YamlDraft) => void;
  readonly after: string;
}

const addOps = (draft: YamlDraft): void => draft.add(['channels'], 'ops', OPS);

const CASES: readonly Case[] = [
  { what: 'an empty text', before: '', add: addOps, after: `channels:\n  ${OPS_TEXT}\n` },
  {
    what: 'a text of comments alone',
    before: '# mine\n',
    add: addOps,
    after: `# mine\n\nchannels:\n  ${OPS_TEXT}\n`,
  },
  {
    what: 'a section that is not there yet, after a comment at the end',
    before: 'timezone: UTC\n# the end',
    add: addOps,
    after: `timezone: UTC\n# the end\n\nchannels:\n  ${OPS_TEXT}\n`,
  },
  {
    what: 'a section in columns, with comments behind and below its entries',
    before: 'channels:\n  a:       { type: console }     # mine\n  # below\n\ntimezone:   UTC\n',
    add: addOps,
    after: `channels:\n  a:       { type: console }     # mine\n  ${OPS_TEXT}\n  # below\n\ntimezone:   UTC\n`,
  },
  {
    what: 'a section whose entries are blocks, four spaces in',
    before: 'channels:\n    a:\n        type: console\n    # end\nstorage: sqlite:x.db\n',
    add: addOps,
    after: `channels:\n    a:\n        type: console\n    ${OPS_TEXT}\n    # end\nstorage: sqlite:x.db\n`,
  },
  {
    what: 'a section with nothing under its key',
    before: 'channels:   # later\ntimezone: UTC\n',
    add: addOps,
    after: `channels:   # later\n  ${OPS_TEXT}\ntimezone: UTC\n`,
  },
  {
    what: 'a section on one line',
    before: 'channels: { a: { type: console } } # one line\n',
    add: addOps,
    after: `channels: { a: { type: console }, ${OPS_TEXT} } # one line\n`,
  },
  {
    what: 'an empty section on one line',
    before: 'channels: {}\n',
    add: addOps,
    after: `channels: { ${OPS_TEXT} }\n`,
  },
  {
    what: 'a whole file on one line',
    before: '{"timezone": "UTC"}\n',
    add: addOps,
    after: `{"timezone": "UTC", channels: { ${OPS_TEXT} }}\n`,
  },
  {
    what: 'lines that end as on Windows',
    before: 'channels:\r\n  a: { type: console }\r\n',
    add: addOps,
    after: `channels:\r\n  a: { type: console }\r\n  ${OPS_TEXT}\r\n`,
  },
  {
    what: 'no line end at the end',
    before: 'channels:\n  a: { type: console }',
    add: addOps,
    after: `channels:\n  a: { type: console }\n  ${OPS_TEXT}\n`,
  },
  {
    what: 'a last entry that is a text of several lines',
    before: 'channels:\n  a:\n    type: |-\n      console\ntimezone: UTC\n',
    add: addOps,
    after: `channels:\n  a:\n    type: |-\n      console\n  ${OPS_TEXT}\ntimezone: UTC\n`,
  },
  {
    what: 'a key of an entry on one line',
    before: 'operators:\n  ada: { telegram: 1, role: admin }   # me\n',
    add: (draft) => draft.add(['operators', 'ada'], 'discord', '112233445566778899'),
    after: 'operators:\n  ada: { telegram: 1, role: admin, discord: "112233445566778899" }   # me\n',
  },
  {
    what: 'a key of an entry that is a block',
    before: 'operators:\n  ada:\n    telegram: 1\n    role: admin\n  bob: { telegram: 2, role: viewer }\n',
    add: (draft) => draft.add(['operators', 'ada'], 'discord', '112233445566778899'),
    after:
      'operators:\n  ada:\n    telegram: 1\n    role: admin\n    discord: "112233445566778899"\n  bob: { telegram: 2, role: viewer }\n',
  },
  {
    what: 'a setting of a section that is not there',
    before: 'timezone: UTC\n',
    add: (draft) => draft.add(['server'], 'publicUrl', 'https://hooks.example.org'),
    after: 'timezone: UTC\n\nserver:\n  publicUrl: https://hooks.example.org\n',
  },
  {
    what: 'an item of a list of blocks',
    before: 'routes:\n  - name: a\n    to: [ops]\n# end\n',
    add: (draft) => draft.append(['routes'], { name: 'b', to: ['x'] }),
    after: 'routes:\n  - name: a\n    to: [ops]\n  - { name: b, to: [ x ] }\n# end\n',
  },
  {
    what: 'an item of a list whose dashes are not indented',
    before: 'routes:\n- name: a\n  to: [ops]\ntimezone: UTC\n',
    add: (draft) => draft.append(['routes'], { name: 'b', to: ['x'] }),
    after: 'routes:\n- name: a\n  to: [ops]\n- { name: b, to: [ x ] }\ntimezone: UTC\n',
  },
  {
    what: 'an item of a list on one line',
    before: 'routes: [{ name: a, to: [ops] }]\n',
    add: (draft) => draft.append(['routes'], { name: 'b', to: ['x'] }),
    after: 'routes: [{ name: a, to: [ops] }, { name: b, to: [ x ] }]\n',
  },
  {
    what: 'a comment behind it',
    before: 'channels:\n  a: { type: console }\n',
    add: (draft) => draft.add(['channels'], 'b', { type: 'console' }, 'paired'),
    after: 'channels:\n  a: { type: console }\n  b: { type: console }   # paired\n',
  },
];

describe('adding to a configuration leaves every other character alone', () => {
  it.each(CASES)('$what', ({ before, add, after }) => {
    const draft = createYamlDraft(before);
    add(draft);
    expect(draft.text()).toBe(after);
  });
});

describe('a layout that takes no line', () => {
  it('is written anew, with its comments', () => {
    const draft = createYamlDraft('# top\nchannels: null # none yet\ntimezone: UTC # here\n');
    addOps(draft);
    expect(parse(draft.text())).toEqual({ channels: { ops: OPS }, timezone: 'UTC' });
    for (const comment of ['# top', '# none yet', '# here']) expect(draft.text()).toContain(comment);
  });

  it('is refused where nobody can tell what belongs to what, with the line to write', () => {
    const draft = createYamlDraft('a: &all { x: { type: console } }\nchannels: *all\n');
    expect(() => addOps(draft)).toThrow(`write "${OPS_TEXT}" under channels by hand`);
  });
});

it('says what was added, several additions one after the other', () => {
  const draft = createYamlDraft('# mine\n');
  addOps(draft);
  draft.add(['operators'], 'ada', { telegram: 1, role: 'admin' });
  draft.add(['operators'], 'bob', { telegram: 2, role: 'viewer' });
  expect(draft.changes()).toEqual([
    `channels.${OPS_TEXT}`,
    'operators.ada: { telegram: 1, role: admin }',
    'operators.bob: { telegram: 2, role: viewer }',
  ]);
  expect(draft.text()).toBe(
    `# mine\n\nchannels:\n  ${OPS_TEXT}\n\noperators:\n  ada: { telegram: 1, role: admin }\n  bob: { telegram: 2, role: viewer }\n`,
  );
});
