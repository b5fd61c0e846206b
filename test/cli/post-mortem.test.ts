import { describe, expect, it } from 'vitest';
import { postMortem, type PostMortemInput } from '../../src/cli/post-mortem/document.ts';
import { createMarkdown, table } from '../../src/cli/post-mortem/markdown.ts';
import type { CommandUse } from '../../src/core/chat.ts';
import type { DeliveryRecord } from '../../src/core/ports.ts';
import { naughtyStrings } from '../support/corpora.ts';
import { incidentAt, incidentWith, NOW, noteWith, resolvedWith } from '../storage/stores.ts';

const MIN = 60_000;
const ID = incidentAt(NOW, 1);
const DELIVERY: DeliveryRecord = {
  channel: 'ops',
  route: 'all',
  state: 'delivered',
  attempts: 2,
  messageId: '77',
  triedAt: NOW + 4_000,
  endedAt: NOW + 5_000,
  reason: null,
  failures: [{ attempt: 1, at: NOW + 2_000, reason: 'server-error', detail: '502' }],
};
const USE: CommandUse = {
  at: NOW + 3 * MIN,
  user: { platform: 'telegram', id: '1', name: 'Ada L' },
  chat: '-100',
  operator: 'ada',
  command: 'ack',
  args: ID,
  outcome: 'allowed',
};
const INCIDENT = resolvedWith(NOW + 14 * MIN, {
  id: ID,
  severity: 'critical',
  startedAt: NOW,
  ending: 'ops is back after 14 min',
  lastSeenAt: NOW + 13 * MIN,
  observations: 14,
  notifications: 2,
  acknowledged: { by: 'ada', at: NOW + 3 * MIN },
  labels: { channel: 'ops' },
  cause: 'Telegram is down',
});

function inputWith(changes: Partial<PostMortemInput> = {}): PostMortemInput {
  return {
    record: {
      incident: INCIDENT,
      onCard: [INCIDENT, incidentWith({ id: incidentAt(NOW, 2), card: ID, title: 'dead letters' })],
      notes: [
        noteWith({ at: NOW, step: 'opened', reason: 'threshold', detail: '3 of 3' }),
        noteWith({ at: NOW + MIN, lastAt: NOW + 13 * MIN, count: 12, step: 'suppressed', reason: 'muted' }),
      ],
      deliveries: [{ at: NOW, change: 'opened', delivery: DELIVERY }],
    },
    uses: [{ ...USE, at: NOW + 4 * MIN, operator: null, outcome: 'stranger', args: '' }, USE],
    log: { ok: true, file: 'data/pithead.log', lines: ['{"step":"observed"}'], earlier: 3 },
    uneditable: new Set(['console']),
    version: '1.2.3',
    configHash: 'abcdef012345',
    timezone: 'Europe/Berlin',
    now: NOW + 60 * MIN,
    redact: (text) => text.replaceAll('s3cret-token', '[redacted]'),
    ...changes,
  };
}

/** What a terminal obeys, or what hides. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** How many cells a row has for parsers that pair backslashes, and for those that look at the last one alone. */
function cellsOf(line: string): string {
  if (!line.startsWith('|')) return '';
  const paired = line.replaceAll(/\\[!-/:-@[-`{-~]/g, '').split('|').length;
  return `${paired} ${line.split(/(?<!\\)\|/).length} `;
}

/** What of a document is not in a code span or a fence: there, everything is markup that can be. */
function outsideCode(document: string): string {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of document.split('\n')) {
    const [ticks = null] = /^`{3,}/.exec(line) ?? [];
    if (fence === null && ticks !== null) fence = ticks;
    else if (fence !== null && line === fence) fence = null;
    else if (fence === null)
      lines.push(cellsOf(line) + line.replaceAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, 'CODE'));
  }
  expect(fence).toBe(null);
  return lines.join('\n');
}

describe('a post-mortem', () => {
  it('tells all that is known, in order, and leaves cause and follow-up to people', () => {
    expect(postMortem(inputWith())).toBe(`# Incident ${ID}: \`ops does not answer\`

|  |  |
| --- | --- |
| Id | \`${ID}\` |
| Fingerprint | \`channel:ops\` |
| Severity | critical |
| State | resolved |
| Started | 2026-11-22T12:00:00.000Z (22 Nov 2026, 13:00:00 Europe/Berlin) |
| Ended | 2026-11-22T12:14:00.000Z (22 Nov 2026, 13:14:00 Europe/Berlin) |
| How it ended | \`ops is back after 14 min\` |
| Duration | 14 min |
| Seen failing | 14 times, the last at 2026-11-22T12:13:00.000Z |
| Came back | never |
| People were told | 2 times |
| Acknowledged | by \`ada\` at 2026-11-22T12:03:00.000Z |
| Labels | \`channel=ops\` |
| Likely cause | \`Telegram is down\` |
| What next | – |
| Trace | \`${INCIDENT.traceId}\` |
| Configuration | \`abcdef012345\` when this was written |
| Pithead | 1.2.3 |
| Written | 2026-11-22T13:00:00.000Z |

## Timeline

| Time | What | Detail |
| --- | --- | --- |
| 2026-11-22T12:00:00.000Z | opened | \`threshold: 3 of 3\` |
| 2026-11-22T12:00:02.000Z | opened not sent | \`ops, try 1: server-error: 502\` |
| 2026-11-22T12:00:05.000Z | opened delivered | \`ops, try 2, message 77\` |
| 2026-11-22T12:01:00.000Z | suppressed ×12, the last at 2026-11-22T12:13:00.000Z | \`muted\` |

## Evidence

\`\`\`text
503
\`\`\`

## What else was on the card

| Id | Severity | State | Started | Ended | Title |
| --- | --- | --- | --- | --- | --- |
| \`${incidentAt(NOW, 2)}\` | warning | firing | 2026-11-22T12:00:00.000Z | not yet | \`dead letters\` |

## Who did what

| Time | Who | Where | Command | Outcome |
| --- | --- | --- | --- | --- |
| 2026-11-22T12:03:00.000Z | \`ada\` | telegram | \`ack ${ID}\` | allowed |

1 other command in that time, 1 of them of strangers: \`npx pithead audit\` lists them.

## Log

3 earlier lines left out.

\`\`\`text
{"step":"observed"}
\`\`\`

## Cause

_What was the cause, and how did that become clear?_

## Follow-up

_What is done so that it does not happen again, or is noticed sooner; by whom, until when?_
`);
  });

  it('of what is not over, of which little is known, says so', () => {
    const incident = incidentWith({
      id: ID,
      evidence: ' ',
      muted: { until: NOW + MIN, by: 'ada', reason: null, target: ID },
      notifications: 1,
    });
    const text = postMortem(
      inputWith({
        record: { incident, onCard: [incident], notes: [], deliveries: [] },
        uses: [],
        log: { ok: false, file: 'x.log', reason: 'ENOENT' },
      }),
    );
    expect(text).toContain('| Seen failing | once, the last at 2026-11-22T12:00:00.000Z |');
    expect(text).toContain('| People were told | once |');
    expect(text).toContain('| Ended | not yet |\n| Duration | 1 h so far |');
    expect(text).toContain(
      '| Acknowledged | by nobody |\n| Muted | by `ada` until 2026-11-22T12:01:00.000Z, reason: – |',
    );
    for (const said of ['Nothing was kept.', 'None was kept.', 'Nothing.', 'Nobody did anything about it.'])
      expect(text).toContain(`\n\n${said}`);
    expect(text).toContain('`x.log` can’t be read (`ENOENT`): `--log FILE` names another.');
  });

  it('names strangers who tried something with it, and only counts what concerns something else', () => {
    const other = { ...USE, command: 'mute', args: 'host=nas 1d' };
    const stranger = { ...USE, operator: null, outcome: 'stranger' as const };
    const text = postMortem(
      inputWith({ uses: [stranger, other, { ...other, command: 'status', args: '' }] }),
    );
    expect(text).toContain(`| a stranger: \`Ada L (1)\` | telegram | \`ack ${ID}\` | stranger |\n\n`);
    expect(text).toContain('\n\n2 other commands in that time: `npx pithead audit` lists them.\n\n## Log');
    expect(text).not.toContain('host=nas');
  });

  it('leaves out the earliest of an endless history', () => {
    const notes = Array.from({ length: 700 }, (_, i) => noteWith({ at: NOW + i, step: `s${i}.` }));
    const { record } = inputWith();
    const text = postMortem(inputWith({ record: { ...record, notes, deliveries: [] } }));
    expect(text).toContain('## Timeline\n\n200 earlier lines left out.\n\n');
    expect([text.includes('s199.'), text.includes('s200.'), text.includes('s699.')]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

const HOSTILE = [
  ...naughtyStrings,
  '```\n# owned\n```',
  '``````\n# owned',
  '`',
  '``x`',
  ' ` ',
  'a | b \\| c \\\\| d \\',
  '![x](https://evil.example/x.png) [y](javascript:alert(1)) <img src=x onerror=alert(1)>',
  '@everyone @ada #1 https://evil.example a@evil.example',
  '\u001b[2J\u202e\u2028| x |\r\n---\n# owned',
  '~~~\n</details>\n> q\n1. x\n\t- y\n***\n===',
];

describe('text of strangers', () => {
  it('stays text wherever it stands, and adds no line and no cell outside a fence', () => {
    const uses = (args: string) => inputWith().uses.map((use) => ({ ...use, args: `${ID} ${args}` }));
    const plain = outsideCode(postMortem(inputWith({ uses: uses('a') })));
    for (const text of HOSTILE) {
      const incident = {
        ...INCIDENT,
        fingerprint: `f${text}`,
        title: `t${text}`,
        evidence: `e${text}`,
        cause: `c${text}`,
        ending: `x${text}`,
        labels: { channel: text },
        acknowledged: { by: `b${text}`, at: INCIDENT.startedAt + 3 * MIN },
      };
      const { record } = inputWith();
      const document = postMortem(
        inputWith({
          record: {
            ...record,
            incident,
            onCard: record.onCard.map((one) => (one.id === ID ? incident : { ...one, title: `o${text}` })),
            notes: record.notes.map((note) => ({ ...note, detail: `n${text}` })),
            deliveries: [{ at: NOW, change: 'opened', delivery: { ...DELIVERY, messageId: text } }],
          },
          uses: uses(`a${text}`).map((use) => ({ ...use, user: { ...use.user, name: `u${text}` } })),
          log: { ok: true, file: `l${text}`, lines: [text, text], earlier: 3 },
        }),
      );
      expect(outsideCode(document)).toBe(plain);
      expect(document).not.toMatch(OBEYED);
    }
  });

  it('has a fence longer than any run of backticks in it, and a code span longer than any in it', () => {
    const { fence, code } = createMarkdown((text) => text);
    expect(fence('a\n`````\nb')).toBe('``````text\na\n`````\nb\n``````');
    expect(fence('plain')).toBe('```text\nplain\n```');
    expect(code('a ``` b')).toBe('````a ``` b````');
    expect(code('`a')).toBe('`` `a ``');
    expect(code('\n')).toBe('–');
  });

  it('ends no cell by a pipe, with any number of backslashes before it', () => {
    expect(table(['a'], [['`x|y`'], [String.raw`\|`], [String.raw`\\|`]])).toBe(
      ['| a |', '| --- |', String.raw`| ${'`x\\|y`'} |`, String.raw`| \\\| |`, String.raw`| \\\\\| |`].join(
        '\n',
      ),
    );
  });

  it('shows no secret, not even where it is cut, escaped or spread over the lines of the log', () => {
    for (let shift = 0; shift < 12; shift++) {
      const text = `${'x'.repeat(shift)}${'s3cret-token'.repeat(200)}`;
      const incident = { ...INCIDENT, title: text, evidence: text, cause: text, labels: { text } };
      const { record } = inputWith();
      const document = postMortem(
        inputWith({
          record: { ...record, incident, notes: [noteWith({ detail: text })] },
          log: { ok: true, file: 'x', lines: [text], earlier: 0 },
          configHash: 's3cret-token',
        }),
      );
      expect(document).not.toContain('s3c');
      expect(document).toContain('[redacted]');
    }
  });
});
