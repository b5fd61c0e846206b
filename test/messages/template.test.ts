import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { compileTemplate } from '../../src/messages/template.ts';
import type { TemplateSource } from '../../src/messages/template.ts';
import { eventOf } from './event-of.ts';
import { cpuMs } from '../support/cpu-ms.ts';

function compiled(source: TemplateSource) {
  const result = compileTemplate(source);
  if (!result.ok) throw new Error(result.problems.join('; '));
  return result.template;
}

function title(text: string, data: Json = {}): string {
  return compiled({ title: text }).render(eventOf('shop', 'push', data)).title;
}

function link(text: string): string | null {
  return compiled({ title: 'x', link: text }).render(eventOf('s', 't', { u: 'javascript:alert(1)' })).link;
}

describe('a good template', () => {
  it('renders title, body and link of the event', () => {
    const template = compiled({
      title: '{{ event.data.repository.full_name }}: {{ event.data.commits.size }} commits',
      body: '{% for c in event.data.commits %}- {{ c.message | truncate: 20 }}\n{% endfor %}',
      link: '{{ event.data.compare }}',
    });
    const data = {
      repository: { full_name: 'o/r' },
      commits: [{ message: 'one' }, { message: 'two' }],
      compare: 'https://github.com/o/r/compare/a...b',
    };
    expect(template.render(eventOf('github', 'push', data))).toEqual({
      title: 'o/r: 2 commits',
      body: '- one\n- two',
      link: 'https://github.com/o/r/compare/a...b',
    });
  });

  test.each<[string, Json, string]>([
    ['{{ event.id }}', {}, eventOf('s', 't', {}).id],
    [
      '{{ event.source }}/{{ event.type }}/{{ event.severity }}/{{ event.deliveryid }}',
      {},
      'shop/push/info/d-1',
    ],
    ['{{ event.traceid }}|{{ event.subject }}|', {}, `${'0a'.repeat(16)}||`],
    ['{{ event.time }}', {}, '2026-11-22T03:04:05.000Z'],
    ['{{ event.time | date: "%H:%M" }}', {}, '03:04'],
    ['[{{ event.data.missing.deeper }}]', {}, '[]'],
    ['{{ event.data.list }}', { list: [1, 'b', true, { c: 1 }] }, '1, b, true'],
    ['[{{ event.data }}][{{ event.data | raw }}]', { a: 1 }, '[][]'],
    ['{{ event.data | json }}', { a: 1 }, '{"a":1}'],
    ['{{ event.data.html }} & {{ "<b>" }}', { html: '<i>' }, '<i> & <b>'],
    ['{% assign n = event.data.n | plus: 1 %}{{ n }}', { n: 1 }, '2'],
    ['{{ event.data.text }}', { text: 'a\n\u001b[31mb' }, 'a [31mb'],
  ])('%s of %j is %j', (text, data, expected) => {
    expect(title(text, data)).toBe(expected);
  });

  it('takes no link that is not http(s)', () => {
    expect(link('{{ event.data.u }}')).toBeNull();
    expect(link('{{ event.data.none }}')).toBeNull();
    expect(link(' https://a.example/{{ event.type }} ')).toBe('https://a.example/t');
  });
});

describe('a bad template', () => {
  test.each<[string, TemplateSource, RegExp]>([
    ['an unknown variable', { title: '{{ evnt.id }}' }, /^title: "evnt" is unknown/],
    [
      'an unknown field of the event',
      { title: 'x', body: '{{ event.foo }}' },
      /^body: "event\.foo" is unknown; .*traceid/,
    ],
    ['a prototype', { title: '{{ event.constructor }}' }, /^title: "event\.constructor" is unknown/],
    ['an unknown filter', { title: 'x', link: '{{ event.id | shout }}' }, /^link: undefined filter: shout/],
    ['a syntax error', { title: '{% if event.id %}' }, /^title: .*not closed/],
    ['an include', { title: '{% include "/etc/passwd" %}' }, /^title: the tag "include" is not allowed/],
    ['a render', { title: '{% render "x" %}' }, /^title: the tag "render" is not allowed/],
    ['a layout', { title: '{% layout "x" %}' }, /^title: the tag "layout" is not allowed/],
    ['a giant', { title: 'x'.repeat(20_001) }, /^title: parse.* limit exceeded/],
    ['an empty title', { title: ' ' }, /^title: is empty/],
  ])('%s is a problem', (_, source, problem) => {
    const result = compileTemplate(source);
    expect(result.ok).toBe(false);
    expect(result.ok ? [] : result.problems).toEqual([expect.stringMatching(problem)]);
  });

  it('tells all problems at once', () => {
    const result = compileTemplate({ title: '{{ a }}{{ b }}', body: '{% if', link: '{{ event.x }}' });
    expect(result.ok ? [] : result.problems.map((problem) => problem.split(':')[0])).toEqual([
      'title',
      'title',
      'body',
      'link',
    ]);
  });
});

describe('a hostile template or payload', () => {
  test.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{% endfor %}{% endfor %}{% endfor %}',
    '{% for i in (1..900) %}{% for j in (1..900) %}x{% endfor %}{% endfor %}',
    '{% assign s = "aaaaaaaa" %}{% for i in (1..200) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
  ])('is cut: %s', (text) => {
    const template = compiled({ title: text });
    const ms = cpuMs(() => expect(() => template.render(eventOf('s', 't', {}))).toThrow(/limit exceeded/));
    expect(ms).toBeLessThan(2_000);
  });

  it('reaches nothing beyond the data', () => {
    for (const path of [
      'constructor',
      '__proto__',
      'toString',
      'list.constructor',
      'list.push',
      'text.constructor',
      'text.at',
    ]) {
      expect(title(`[{{ event.data.${path} }}]`, { list: [1], text: 'x' })).toBe('[]');
    }
    expect(title('[{{ event.data.l | map: "constructor" }}]', { l: [{ a: 1 }] })).toBe('[]');
  });

  it('piles up no giant text', () => {
    const data = { big: 'y'.repeat(200_000), list: Array.from({ length: 300 }, () => 1) };
    expect(title('{% for i in event.data.list %}{{ event.data.big }}{% endfor %}', data)).toHaveLength(200);
  });
});
