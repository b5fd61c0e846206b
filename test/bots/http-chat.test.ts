import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outgoing, SendContext } from '../../src/core/message.ts';
import type { Channel } from '../../src/core/ports.ts';
import { channelDeps } from '../support/channel-deps.ts';
import { httpChat, startChat, type Chat } from '../support/http-chat.ts';
import { post, sending } from './telegram-outgoing.ts';

let chat: Chat;
let channel: Channel;

beforeEach(async () => {
  chat = await startChat();
  channel = httpChat.create(
    'ops',
    httpChat.schema.parse({ type: 'http-chat', url: chat.url }),
    channelDeps(),
  );
});

afterEach(() => chat.close());

const message = { title: 'Resolved', facts: [{ label: 'Since', at: 0 }], body: '', link: null };

function edit(id: string): Outgoing {
  const buttons = [{ label: 'Trace', action: 'trace 1' }];
  return {
    kind: 'edit',
    ref: { id },
    message,
    severity: 'info',
    status: 'resolved',
    buttons,
    silent: true,
  };
}

function send(outgoing: Outgoing, changes: Partial<SendContext> = {}): Promise<{ readonly id: string }> {
  return channel.send(outgoing, sending(changes));
}

describe('the chat of the tests', () => {
  it('shows an edit in its message, and tells what was sent', async () => {
    const { id } = await send(post(), { nonce: 'a' });
    expect((await send(edit(id), { nonce: 'b' })).id).toBe(id);
    await send({ kind: 'reply', ref: { id }, message, severity: 'info', silent: false }, { nonce: 'c' });
    expect(chat.got.map(({ kind, ref, id }) => [kind, ref, id])).toEqual([
      ['post', null, 'm1'],
      ['edit', 'm1', 'm1'],
      ['reply', 'm1', 'm3'],
    ]);
    expect(chat.shown.get(id)).toMatchObject({
      title: 'Resolved',
      facts: ['Since: 1970-01-01T00:00:00.000Z'],
      status: 'resolved',
      silent: true,
      buttons: ['Trace'],
    });
    expect(chat.shown.size).toBe(2);
  });

  it('takes an edit of what is gone as a new message', async () => {
    const { id } = await send(post());
    chat.remove(id);
    expect((await send(edit(id))).id).not.toBe(id);
    expect(chat.shown.size).toBe(1);
  });

  it('makes no second message of a nonce where it is told to, also where the answer was lost', async () => {
    chat.dedupes = true;
    chat.mood = { as: 'drop', done: true };
    await expect(send(post())).rejects.toThrow();
    chat.mood = { as: 'ok' };
    expect((await send(post())).id).toBe('m1');
    expect(chat.got).toHaveLength(1);
    chat.dedupes = false;
    expect((await send(post())).id).toBe('m2');
  });

  it('pins, and fails to when it is in the mood', async () => {
    const { id } = await send(post());
    await channel.pin?.({ id }, sending().signal);
    chat.mood = { as: 'status', status: 403 };
    await expect(channel.pin?.({ id }, sending().signal)).rejects.toMatchObject({
      verdict: { action: 'refuse', reason: 'forbidden' },
    });
    expect(chat.pins).toEqual([id]);
    expect(chat.got).toHaveLength(1);
  });

  it('can be edited or not, as its entry says', () => {
    const entry = { type: 'http-chat', url: chat.url };
    expect(channel.editable).toBe(true);
    const rigid = httpChat.create('b', httpChat.schema.parse({ ...entry, editable: false }), channelDeps());
    expect(rigid.editable).toBe(false);
  });
});
