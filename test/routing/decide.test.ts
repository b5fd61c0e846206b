import { describe, expect, it } from 'vitest';
import type { Route } from '../../src/routing/decide.ts';
import { createRoutes } from '../../src/routing/decide.ts';
import { eventOf } from './event.ts';

const CHANNELS = ['ops', 'alerts', 'terminal'];

function route(parts: Partial<Route> & { readonly name: string }): Route {
  return { source: null, condition: null, to: ['ops'], severity: null, ...parts };
}

describe('routes decide where an event goes', () => {
  it('sends everything everywhere where there are none', () => {
    const decide = createRoutes([], CHANNELS);
    expect(decide(eventOf({ severity: 'warning' }))).toEqual({
      deliveries: CHANNELS.map((channel) => ({ channel, route: 'default', severity: 'warning' })),
      broken: [],
    });
  });

  it('delivers by every route that matches, to each channel once, as the first one says', () => {
    const decide = createRoutes(
      [
        route({ name: 'other', source: 'stripe', to: ['terminal'] }),
        route({ name: 'first', source: 'github', to: ['ops'], severity: 'critical' }),
        route({ name: 'never', condition: () => false, to: ['terminal'] }),
        route({ name: 'second', condition: (event) => event.type === 'push', to: ['alerts', 'ops'] }),
      ],
      CHANNELS,
    );
    expect(decide(eventOf()).deliveries).toEqual([
      { channel: 'ops', route: 'first', severity: 'critical' },
      { channel: 'alerts', route: 'second', severity: 'info' },
    ]);
  });

  it('delivers nothing where no route matches', () => {
    const decide = createRoutes([route({ name: 'a', source: 'stripe' })], CHANNELS);
    expect(decide(eventOf())).toEqual({ deliveries: [], broken: [] });
  });

  it('reads a condition that throws as a non-match and tells it in one line', () => {
    const decide = createRoutes(
      [
        route({
          name: 'broken',
          condition: () => {
            throw new Error('No such key: x\n\n>  1 | event.data.x');
          },
        }),
        route({ name: 'good', to: ['alerts'] }),
      ],
      CHANNELS,
    );
    expect(decide(eventOf())).toEqual({
      deliveries: [{ channel: 'alerts', route: 'good', severity: 'info' }],
      broken: [{ route: 'broken', error: 'No such key: x' }],
    });
  });
});

describe('what the program itself has to say', () => {
  const own = eventOf({ source: 'pithead', severity: 'critical' });

  it('goes to every channel unless a route names its source', () => {
    const decide = createRoutes([route({ name: 'pushes', source: 'github' })], CHANNELS);
    expect(decide(own).deliveries.map(({ channel }) => channel)).toEqual(CHANNELS);
  });

  it('is not swallowed by a route without a source, which still says how for its own channels', () => {
    const decide = createRoutes([route({ name: 'all', to: ['alerts'], severity: 'info' })], CHANNELS);
    expect(decide(own).deliveries).toEqual([
      { channel: 'alerts', route: 'all', severity: 'info' },
      { channel: 'ops', route: 'default', severity: 'critical' },
      { channel: 'terminal', route: 'default', severity: 'critical' },
    ]);
  });

  it('goes where its own route says, and nowhere else', () => {
    const decide = createRoutes([route({ name: 'mine', source: 'pithead', to: ['ops'] })], CHANNELS);
    expect(decide(own).deliveries).toEqual([{ channel: 'ops', route: 'mine', severity: 'critical' }]);
    expect(decide(eventOf({ source: 'ledger' })).deliveries).toHaveLength(3);
  });
});
