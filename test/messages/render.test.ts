import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { Log } from '../../src/core/ports.ts';
import { BUILT_IN, createRenderer } from '../../src/messages/index.ts';
import { compileTemplate } from '../../src/messages/template.ts';
import type { CompiledTemplate, TemplateSource } from '../../src/messages/template.ts';
import { eventOf } from './event-of.ts';
import { expectReadable } from './expect-readable.ts';
import { PAYLOADS } from './github-payloads.ts';
import { cpuMs } from '../support/cpu-ms.ts';

function recorder(): Log & { readonly steps: string[] } {
  const steps: string[] = [];
  const note = (step: string, fields: object = {}) =>
    void steps.push(`${step} ${Object.values(fields).join(' ')}`);
  return { steps, info: note, warn: note, error: note };
}

function template(source: TemplateSource): CompiledTemplate {
  const result = compileTemplate(source);
  if (!result.ok) throw new Error(result.problems.join('; '));
  return result.template;
}

function first(source: string, data: JsonObject): string | undefined {
  return BUILT_IN.find((builtIn) => builtIn.fits(eventOf(source, 'push', data)))?.name;
}

describe('a renderer', () => {
  it('takes the template of the route, and the built-in where it has none or is unknown', () => {
    const log = recorder();
    const routes = [
      { name: 'mine', template: template({ title: 'mine: {{ event.data.title }}' }) },
      { name: 'plain', template: null },
    ];
    const render = createRenderer(routes, log);
    const event = eventOf('door', 'ring', { title: 'Ding' });
    expect(render(event, 'mine').title).toBe('mine: Ding');
    expect(render(event, 'plain').title).toBe('Ding');
    expect(render(event, 'nobody').title).toBe('Ding');
    expect(log.steps).toEqual([]);
  });

  it('logs a template that gives no title or fails, and uses the built-in', () => {
    const log = recorder();
    const routes = [
      { name: 'empty', template: template({ title: '{{ event.data.nothing }}', body: 'x' }) },
      { name: 'loops', template: template({ title: '{% for i in (1..999999999) %}x{% endfor %}' }) },
    ];
    const render = createRenderer(routes, log);
    const event = eventOf('door', 'ring', { title: 'Ding' });
    expect(render(event, 'empty').title).toBe('Ding');
    expect(render(event, 'loops').title).toBe('Ding');
    expect(log.steps).toEqual([
      expect.stringMatching(/^message\.template_empty .* empty$/),
      expect.stringMatching(/^message\.template_failed .* loops .*limit exceeded/),
    ]);
  });

  it('never throws, even where a template is broken beyond its type', () => {
    const log = recorder();
    const broken = {
      render: () => {
        throw new TypeError('boom');
      },
    };
    const render = createRenderer([{ name: 'b', template: broken }], log);
    expect(render(eventOf('door', 'ring', null), 'b')).toEqual({
      title: 'ring from door',
      body: '',
      link: null,
    });
    expect(log.steps).toHaveLength(1);
  });

  it('renders every JSON without an error', () => {
    const log = recorder();
    const render = createRenderer([], log);
    const odd: Json[] = [
      null,
      0,
      '',
      [],
      {},
      [[[]]],
      { '': '' },
      { title: {} },
      { object: 'event', type: 5 },
      { zen: 'a', hook: {} },
    ];
    for (const source of ['door', 'pithead', 'canary', 'ledger']) {
      for (const type of ['webhook', '', '\u001b', 'push', 'constructor', '__proto__']) {
        for (const data of odd) expectReadable(render(eventOf(source, type, data), 'any'));
      }
    }
    expect(log.steps).toEqual([]);
  });

  it('says what the program itself has to say, as it says it', () => {
    const render = createRenderer([], recorder());
    const data = { title: 'Telegram is back', body: 'after 2 h, 14 waited', link: 'https://a.example/x' };
    for (const source of ['pithead', 'canary', 'ledger']) {
      expect(render(eventOf(source, 'channel.back', data), 'any')).toEqual(data);
    }
    expect(render(eventOf('pithead', 't', { title: 'Only this' }), 'any')).toEqual({
      title: 'Only this',
      body: '',
      link: null,
    });
    expect(render(eventOf('door', 't', data), 'any').body).toContain('body: after 2 h');
  });

  it('finds the right built-in', () => {
    expect(BUILT_IN.map(({ name }) => name)).toEqual(['own', 'github', 'stripe', 'replicate', 'generic']);
    expect(first('pithead', { title: 'x' })).toBe('own');
    expect(first('a', { sender: { login: 'o' }, repository: {} })).toBe('github');
    expect(first('a', { object: 'event', type: 'x', data: { object: {} } })).toBe('stripe');
    expect(first('a', { id: 'x', status: 'failed', urls: { get: 'https://api.replicate.com/v1/x' } })).toBe(
      'replicate',
    );
    expect(first('a', { x: 1 })).toBe('generic');
  });

  it('takes about a millisecond at most', () => {
    const render = createRenderer([], recorder());
    const events = PAYLOADS.map(({ type, data }) => eventOf('github', type, data));
    for (const event of events) render(event, 'any');
    const ms = cpuMs(() => {
      for (const event of events) render(event, 'any');
    });
    expect(ms / events.length).toBeLessThan(2);
  });
});
