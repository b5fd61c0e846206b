import { describe, expect, it } from 'vitest';
import type { ChatServices } from '../../../src/core/chat-services.ts';
import { incidentView } from '../../../src/core/incident-views.ts';
import { incidentWith, silenceWith } from '../../storage/stores.ts';
import { asking, asText, NOW, statusOf } from './calls.ts';

const OPERATOR = 'telegram 2';
const KNOWN: Partial<ChatServices> = {
  status: () =>
    Promise.resolve(
      statusOf({
        channels: [{ name: 'night', type: 'telegram', state: 'ok', waiting: 0, dead: 0, lastError: null }],
        sources: [{ name: 'shop', lastEventAt: null, accepted: 0, refused: 0 }],
      }),
    ),
  incidents: () =>
    Promise.resolve([
      incidentView(
        incidentWith({ fingerprint: 'canary:pong/eu', labels: { rack: 'a 7', host: 'pi.local' } }),
      ),
    ]),
};
const LATER = 'what comes of this name is held back.';

describe('a mute of what nothing is called', () => {
  it.each([
    ['sohp', 'Nothing is called sohp: did you mean shop?', '/unmute sohp takes this back'],
    ['nigth', 'Nothing is called nigth: did you mean night?', '/unmute nigth takes this back'],
    ['canary:pnog/eu', 'Nothing is called canary:pnog/eu: did you mean canary:pong/eu?', ''],
    ['pi.locl', 'Nothing is called pi.locl: did you mean pi.local?', ''],
    ['hsot=pi.local', 'Nothing is called hsot=pi.local: did you mean host=pi.local?', ''],
    ['weathervane', 'Nothing is called weathervane', '/unmute weathervane takes this back'],
    ['"wind mill"', 'Nothing is called wind mill', '/unmute "wind mill" takes this back'],
  ])('says so first, and stays: %s', async (target, title, takesBack) => {
    const message = await asking(KNOWN).ask(OPERATOR, `/mute ${target} 2h`);
    expect(message?.title).toBe(title);
    expect(message?.body).toContain(takesBack);
    expect(message?.body).toMatch(new RegExp(`\nIt is muted for 2 h all the same: ${LATER}$`));
    expect(message?.facts).toEqual([{ label: 'Until', at: NOW + 7_200_000 }]);
  });

  it.each(['shop', 'night', 'channel:night', 'pong', 'pi.local', 'rack=9', 'channel=x', 'sohp*', 'database'])(
    'is none where that is known or may come: %s',
    async (target) => {
      expect((await asking(KNOWN).ask(OPERATOR, `/mute ${target} 2h`))?.title).toBe(
        `Muted for 2 h: ${target}`,
      );
    },
  );

  it('is none where it covers something now', async () => {
    const { ask } = asking({
      ...KNOWN,
      mute: (target, forMs) =>
        Promise.resolve({
          outcome: 'muted',
          silence: silenceWith({ target, until: NOW + forMs }),
          covers: [incidentWith({ title: 'it is away' })],
        }),
    });
    expect((await ask(OPERATOR, '/mute sohp 2h'))?.title).toBe('Muted for 2 h: it is away');
  });

  it('is told as any other where the names can’t be read', async () => {
    const { ask } = asking({ ...KNOWN, status: () => Promise.reject(new Error('locked')) });
    expect(await asText(ask(OPERATOR, '/mute sohp 2h'))).toMatch(/^Muted for 2 h: sohp\n/);
  });
});
