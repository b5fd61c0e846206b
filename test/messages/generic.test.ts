import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { generic } from '../../src/messages/generic.ts';
import { expectReadable } from './expect-readable.ts';
import { eventOf } from './event-of.ts';
import { cpuMs } from '../support/cpu-ms.ts';

function render(data: Json, type = 'webhook') {
  return generic.render(eventOf('door', type, data));
}

describe('any other JSON', () => {
  test.each<[string, Json, { title: string; body: string; link: string | null }]>([
    [
      'a title, scalars, nested fields, lists',
      {
        title: 'Disk full',
        level: 3,
        ok: false,
        none: null,
        empty: '',
        tags: ['a', 'b'],
        many: [1, 2, 3, 4, 5, 6],
        rows: [{ a: 1 }],
        host: { name: 'pi', disk: { free: 0 } },
        url: 'https://status.example/1',
      },
      {
        title: 'Disk full',
        body: [
          'level: 3',
          'ok: no',
          'tags: a, b',
          'many: 6 items',
          'rows: 1 item',
          'host.name: pi',
          'host.disk.free: 0',
        ].join('\n'),
        link: 'https://status.example/1',
      },
    ],
    [
      'a title one level down',
      { id: 7, issue: { title: 'Crash', web_url: 'https://sentry.example/7' } },
      {
        title: 'Crash',
        body: 'id: 7\nissue.web_url: https://sentry.example/7',
        link: 'https://sentry.example/7',
      },
    ],
    [
      'nothing like a title',
      { a: 1, b: { c: 2 } },
      { title: 'webhook from door', body: 'a: 1\nb.c: 2', link: null },
    ],
    ['an empty object', {}, { title: 'webhook from door', body: '', link: null }],
    ['nothing', null, { title: 'webhook from door', body: '', link: null }],
    ['a number', 42, { title: 'webhook from door', body: '42', link: null }],
    ['a boolean', false, { title: 'webhook from door', body: 'false', link: null }],
    [
      'a text',
      'Backup done\nsee https://b.example/log now',
      {
        title: 'webhook from door',
        body: 'Backup done\nsee https://b.example/log now',
        link: 'https://b.example/log',
      },
    ],
    [
      'a list',
      [{ name: 'one', url: 'https://x.example/1' }, { zip: 1 }, 'three', null, 5],
      {
        title: 'webhook from door: 5 items',
        body: '• one\n• zip: 1\n• three\n• 5',
        link: 'https://x.example/1',
      },
    ],
    ['an empty list', [], { title: 'webhook from door: 0 items', body: '', link: null }],
    [
      'a form',
      { name: 'Ada', email: 'ada@example.com', topics: ['x', 'y'] },
      { title: 'Ada', body: 'email: ada@example.com\ntopics: x, y', link: null },
    ],
    [
      'JSON within JSON',
      { title: '{"a":1}', payload: '{"b":[1]}', message: 'real' },
      { title: 'real', body: 'title: JSON text\npayload: JSON text', link: null },
    ],
    [
      'a title of several lines is told in full below',
      { text: 'first\nsecond' },
      { title: 'first', body: 'text: first second', link: null },
    ],
  ])('%s', (_, data, expected) => {
    const message = render(data);
    expectReadable(message);
    expect(message).toEqual(expected);
  });

  test.each<[string, Json, string]>([
    ['backup.done', { status: 'ok' }, 'backup.done: ok'],
    ['backup.done', { x: 1 }, 'backup.done from door'],
    ['backup.done', { message: 'All saved' }, 'All saved'],
    ['webhook', { event: 'project.created', data: { name: 'site' } }, 'project.created: site'],
    ['webhook', { object_kind: 'push' }, 'push from door'],
    ['webhook', { type: 5, x: 1 }, 'webhook from door'],
    [
      'webhook',
      { event: { event_type: 'incident.triggered', data: { title: 'Down' } } },
      'incident.triggered: Down',
    ],
    ['same', { name: 'same' }, 'same'],
  ])('introduces what says little by the event: %s %j is %j', (type, data, title) => {
    expect(render(data, type).title).toBe(title);
  });

  it('names what opens something, but does not show it', () => {
    const data = {
      token: 'abc',
      userPassword: 'def',
      hook: { api_key: 'ghi' },
      total_tokens: 12,
      client_token: 7,
    };
    expect(render(data).body.split('\n')).toEqual([
      'token: (hidden)',
      'userPassword: (hidden)',
      'hook.api_key: (hidden)',
      'total_tokens: 12',
      'client_token: 7',
    ]);
  });

  it('shows the first dozen of 5,000 fields, and looks at few of them', () => {
    const data = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, i]));
    const lines = render(data).body.split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[0]).toBe('key0: 0');
    expect(lines[12]).toBe('…');
  });

  it('goes four levels deep and counts what is below', () => {
    const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
    expect(render(deep).body).toBe('a.b.c.d.e: 1 field');
  });

  it('cuts long values and texts', () => {
    const message = render({ title: 'x'.repeat(100_000), note: 'y'.repeat(100_000) });
    expectReadable(message);
    expect(message.title).toMatch(/^x{159,199}…$/);
    expect(message.body).toMatch(/note: y{119}…$/);
  });

  it('lets no control character or escape sequence through, and no reordering beyond its own line', () => {
    const hostile = '\u001b[2J\u202eevil\u0000\u2028next\ud800 <b>@everyone</b> \u009b31m';
    expectReadable(render({ title: hostile, [hostile]: hostile, list: [hostile] }));
    expectReadable(render(hostile));
    expectReadable(render([hostile, { [hostile]: 1 }]));
  });

  it('is quick on the largest body', () => {
    const data = Array.from({ length: 30 }, (_, i) => ({
      [`k${i}`]: 'z '.repeat(4_000),
      deep: { text: '\n'.repeat(4_000) },
    }));
    const event = eventOf('door', 'webhook', { data });
    generic.render(event);
    const ms = cpuMs(() => {
      for (let i = 0; i < 50; i++) generic.render(event);
    });
    expect(ms / 50).toBeLessThan(20);
  });
});
