import { describe, expect, it } from 'vitest';
import type { ChatCommands, ShowProgress } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/message.ts';
import { useDiscord } from '../support/discord/scene.ts';
import type { Fault } from '../support/discord/server.ts';
import { pngOf } from '../support/png.ts';

const scene = useDiscord();
const PNG = pngOf(80, 40, '\r\n--');
const titled = (title: string): Message => ({ title, body: '', link: null });

/** Somebody gives `/run`; resolves when it runs, with what it says of its work and how it ends. */
async function running(press = false) {
  const began = Promise.withResolvers<ShowProgress>();
  const done = Promise.withResolvers<Message>();
  const commands: ChatCommands = {
    list: [{ name: 'run', about: 'look again', args: [] }],
    admit: () => ({
      run(progress = () => {}) {
        began.resolve(progress);
        return done.promise;
      },
      passOver() {},
    }),
  };
  scene.opened.channel.listen?.(commands);
  await scene.discord.registrations.count(1);
  if (press) scene.discord.press({ customId: 'run pong', message: '1' });
  else scene.discord.say({ command: 'run' });
  return { say: await began.promise, done };
}

/** Moves time on until `holds` does. */
async function whileTimePasses(holds: () => boolean): Promise<void> {
  // What goes over the network gets more turns of the event loop with each step.
  for (let turns = 10; !holds(); turns += 1) {
    scene.opened.clock.advance(250);
    for (let turn = 0; turn < turns && !holds(); turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function titles(): readonly (string | undefined)[] {
  return scene.discord.answers.all.map(({ embeds }) => embeds[0]?.title);
}

describe('what a command is doing', () => {
  it.each([
    ['a command', false],
    ['a press', true],
  ])('of %s stands in its answer until that is there, the newest wins', async (_what, press) => {
    const { say, done } = await running(press);
    for (const i of [1, 2, 3]) say(titled(`step ${i}`));
    await scene.discord.answers.count(1);
    await whileTimePasses(() => scene.discord.answers.all.length === 2);
    done.resolve(titled('✓ pong passed'));
    await scene.discord.answers.count(3);
    expect(titles()).toEqual(['step 1', 'step 3', '✓ pong passed']);
    expect(scene.discord.callbacks.all).toMatchObject([{ type: 5, flags: 64 }]);
  });

  it.each<[string, Fault]>([
    ['refused', { as: 'status', status: 400 }],
    ['limited', { as: 'rate-limit', retryAfter: 60 }],
    ['dropped', { as: 'drop' }],
    ['left hanging', { as: 'hang' }],
  ])('and is %s keeps the answer neither back nor away', async (_what, fault) => {
    const { say, done } = await running();
    let left = 1;
    scene.discord.fault = ({ method }) => (method === 'PATCH' && left-- > 0 ? fault : null);
    say(titled('asking …'));
    await scene.discord.asked.next(({ method }) => method === 'PATCH', 0);
    done.resolve(titled('✓ pong passed'));
    const before = scene.opened.clock.now();
    await whileTimePasses(() => titles().includes('✓ pong passed'));
    expect(scene.opened.clock.now() - before).toBeLessThan(5_000);
    expect(scene.opened.steps.all).toContain('progress-not-shown');
  });
});

/** Somebody asks, and this is the answer. */
async function asked(message: Message): Promise<void> {
  const commands: ChatCommands = {
    list: [{ name: 'canaries', about: 'how they are', args: [] }],
    admit: () => ({ run: () => Promise.resolve(message), passOver() {} }),
  };
  scene.opened.channel.listen?.(commands);
  await scene.discord.registrations.count(1);
  scene.discord.say({ command: 'canaries' });
}

function charted(png: Uint8Array = PNG, about = 'Chart of pong:\n160 passed'): Message {
  return { title: 'pong', body: '*160* passed', link: null, image: { png, about } };
}

describe('a picture', () => {
  it('an answer with a picture shows it in its embed, with its alternative text', async () => {
    await asked(charted());
    const [answer] = await scene.discord.answers.count(1);
    expect(answer).toMatchObject({
      embeds: [{ title: 'pong', description: '\\*160\\* passed', image: { url: 'attachment://chart.png' } }],
      attached: [
        { filename: 'chart.png', description: 'Chart of pong: 160 passed', contentType: 'image/png' },
      ],
    });
    expect(answer?.attached[0]?.bytes.equals(PNG)).toBe(true);
  });

  it('an alternative text is within its limit', async () => {
    await asked(charted(PNG, 'é'.repeat(2_000)));
    const [answer] = await scene.discord.answers.count(1);
    expect(answer?.attached[0]?.description).toHaveLength(1_024);
  });

  it('a picture that is too large is left out, and the text stands alone', async () => {
    await asked(charted(new Uint8Array(10 * 1024 * 1024 + 1)));
    const [answer] = await scene.discord.answers.count(1);
    expect(answer).toMatchObject({ embeds: [{ title: 'pong' }], attached: [] });
    expect(answer?.embeds[0]?.image).toBeUndefined();
    expect(scene.opened.steps.all).toContain('picture-not-shown');
  });

  it.each<[string, Fault]>([
    ['is refused', { as: 'status', status: 403, code: 50_013 }],
    ['never gets through', { as: 'html', status: 502 }],
  ])('where uploading it %s the text stands alone', async (_what, fault) => {
    scene.discord.fault = ({ files }) => (files.size > 0 ? fault : null);
    await asked(charted());
    await whileTimePasses(() => scene.discord.answers.all.length === 1);
    const [answer] = scene.discord.answers.all;
    expect(answer).toMatchObject({ embeds: [{ title: 'pong' }], attached: [] });
  });

  it('an upload that breaks is tried again', async () => {
    let left = 1;
    scene.discord.fault = ({ files }) => (files.size > 0 && left-- > 0 ? { as: 'drop' } : null);
    await asked(charted());
    await whileTimePasses(() => scene.discord.answers.all.length === 1);
    const [answer] = scene.discord.answers.all;
    expect(answer?.attached).toHaveLength(1);
  });
});
