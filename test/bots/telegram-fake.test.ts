import { Api, GrammyError, InputFile } from 'grammy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf } from '../support/png.ts';
import { FORUM, PRIVATE_CHAT } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

let telegram: FakeTelegram;
let api: Api;

beforeAll(async () => {
  telegram = await startTelegram();
  api = new Api(BOT_TOKEN, { apiRoot: telegram.url });
});

afterAll(() => telegram.close());

async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return error instanceof GrammyError ? `${error.error_code} ${error.description}` : 'was not refused';
}

describe('the Bot API server of the tests', () => {
  it.each([
    ['an empty text', ' \n', [], 'message text is empty'],
    ['a long text', 'x'.repeat(4_097), [], 'message is too long'],
    ['an entity beyond the end', 'abc', [{ type: 'bold', offset: 1, length: 3 }], 'out of range'],
    ['an entity that splits an emoji', '😀', [{ type: 'bold', offset: 0, length: 1 }], 'splits'],
    [
      'entities that cross',
      'abcdef',
      [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 3 },
      ],
      'overlap',
    ],
    [
      'code in bold',
      'abcdef',
      [
        { type: 'bold', offset: 0, length: 6 },
        { type: 'code', offset: 2, length: 2 },
      ],
      'overlap',
    ],
  ] as const)('refuses %s', async (_name, text, entities, words) => {
    const said = await refusal(api.sendMessage(PRIVATE_CHAT, text, { entities: [...entities] }));
    expect(said).toMatch(/^400 Bad Request: /);
    expect(said).toContain(words);
  });

  it.each([
    ['a text of 4,096 units', 'x'.repeat(4_096)],
    ['one emoji', '😀'],
  ])('takes %s', async (_name, text) => {
    expect(await api.sendMessage(PRIVATE_CHAT, text)).toMatchObject({ text });
  });

  it('refuses callback data of 65 bytes, unknown chats and topics, a wrong token', async () => {
    const keyboard = [[{ text: 'Go', callback_data: 'é'.repeat(33) }]];
    expect(
      await refusal(api.sendMessage(PRIVATE_CHAT, 'x', { reply_markup: { inline_keyboard: keyboard } })),
    ).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await refusal(api.sendMessage(5, 'x'))).toBe('400 Bad Request: chat not found');
    expect(await refusal(api.sendMessage(FORUM, 'x', { message_thread_id: 1 }))).toContain(
      'thread not found',
    );
    const other = new Api('1:wrong', { apiRoot: telegram.url });
    expect(await refusal(other.getMe())).toBe('401 Unauthorized');
  });

  it('takes a photo as grammY uploads it', async () => {
    const bytes = pngOf(8, 4, 'a line\r\n\r\n--');
    await api.sendPhoto(PRIVATE_CHAT, new InputFile(bytes, 'chart.png'), { caption: 'Spend' });
    expect(telegram.sent.at(-1)).toMatchObject({ text: 'Spend', photo: bytes });
    const long = api.sendPhoto(PRIVATE_CHAT, new InputFile(bytes), { caption: 'x'.repeat(1_025) });
    expect(await refusal(long)).toContain('too long');
    const id = telegram.sent.at(-1)?.id ?? 0;
    expect(await refusal(api.editMessageText(PRIVATE_CHAT, id, 'x'))).toContain('no text in the message');
  });

  it.each([
    ['no picture', Buffer.from('<svg/>'), 'IMAGE_PROCESS_FAILED'],
    ['too long a side', pngOf(10_000, 1), 'PHOTO_INVALID_DIMENSIONS'],
    ['a strip', pngOf(21, 1), 'PHOTO_INVALID_DIMENSIONS'],
    ['11 MB', Buffer.concat([pngOf(8, 4), Buffer.alloc(11_000_000)]), 'file is too big'],
  ])('refuses a photo that is %s', async (_what, bytes, words) => {
    expect(await refusal(api.sendPhoto(PRIVATE_CHAT, new InputFile(bytes)))).toContain(words);
  });

  it('gives an update until it is confirmed, and a second listener ends the first', async () => {
    telegram.say({ text: 'hello', chat: PRIVATE_CHAT });
    const [first] = await api.getUpdates({ timeout: 0 });
    expect(await api.getUpdates({ timeout: 0 })).toEqual([first]);
    const offset = (first?.update_id ?? 0) + 1;
    const held = refusal(api.getUpdates({ offset, timeout: 30 }));
    await telegram.until(() => telegram.updates.waiting);
    expect(await api.getUpdates({ offset, timeout: 0 })).toEqual([]);
    expect(await held).toMatch(/^409 Conflict: terminated by other getUpdates request/);
  });

  it('takes one answer to a press, soon, of 200 units at most', async () => {
    const press = { messageId: 1, data: 'ack 1', chat: PRIVATE_CHAT };
    const query = telegram.press(press);
    expect(await refusal(api.answerCallbackQuery(query.id, { text: 'x'.repeat(201) }))).toBe(
      '400 Bad Request: MESSAGE_TOO_LONG',
    );
    expect(await api.answerCallbackQuery(query.id, { text: 'x'.repeat(200) })).toBe(true);
    const old = telegram.press({ ...press, ageMs: 61_000 });
    for (const id of [query.id, old.id, 'no query']) {
      expect(await refusal(api.answerCallbackQuery(id))).toContain('query is too old');
    }
    expect(query.note).toHaveLength(200);
    expect(() => telegram.press({ ...press, data: 'é'.repeat(33) })).toThrow('no such button');
  });

  it('gives only the kinds of updates that are asked for', async () => {
    await api.getUpdates({ offset: 1_000_000, timeout: 0, allowed_updates: ['message'] });
    telegram.press({ messageId: 1, data: 'ack 1', chat: PRIVATE_CHAT });
    telegram.say({ text: 'hello', chat: PRIVATE_CHAT });
    expect(await api.getUpdates({ timeout: 0 })).toMatchObject([{ message: { text: 'hello' } }]);
  });
});
