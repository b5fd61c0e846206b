import { describe, expect, it, test } from 'vitest';
import { exchangeRaw, post, startListener } from './listening.ts';

describe('the same delivery under another content type', () => {
  test.each([
    ['application/json'],
    ['application/vnd.shop+json; charset=utf-8'],
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/octet-stream'],
  ])('%s: has the same key, id and type', async (type) => {
    await using listening = await startListener();
    const body = '{"id":"evt_1","type":"invoice.paid","big":12345678901234567890}';
    for (const contentType of ['application/json', type]) {
      expect((await post(listening, 'shop', body, { 'content-type': contentType })).status).toBe(202);
    }
    const [first, second] = listening.accepted;
    expect(first).toMatchObject({
      deliveryId: 'evt_1',
      type: 'invoice.paid',
      dedup: { key: expect.anything() },
    });
    expect(second).toMatchObject({ deliveryId: 'evt_1', type: 'invoice.paid', dedup: first?.dedup });
  });

  it('a form keeps its key when it is called text', async () => {
    await using listening = await startListener();
    for (const contentType of ['application/x-www-form-urlencoded', 'text/plain']) {
      await post(listening, 'shop', 'id=evt_1&type=a', { 'content-type': contentType });
    }
    const [form, text] = listening.accepted;
    expect(form?.deliveryId).toBe('evt_1');
    expect(text?.dedup).toEqual(form?.dedup);
  });
});

describe('heads that Node lets through', () => {
  test.each([
    [
      'a transfer coding besides chunked',
      'POST /hooks/test',
      'Host: a\r\nTransfer-Encoding: gzip, chunked',
      400,
    ],
    ['two Hosts on no path of ours', 'GET /nothing', 'Host: a\r\nHost: b', 400],
    ['too many headers with a wrong method', 'PUT /hooks/test', `Host: a${'\r\nX: 1'.repeat(64)}`, 431],
  ])('%s: %s', async (_name, line, headers, status) => {
    await using listening = await startListener();
    const body = headers.includes('chunked') ? '0\r\n\r\n' : '';
    const [answer] = await exchangeRaw(listening.port, `${line} HTTP/1.1\r\n${headers}\r\n\r\n${body}`, {
      answers: 1,
    });
    expect(answer?.status).toBe(status);
    expect(listening.accepted).toEqual([]);
  });

  it('a refusal is seen although the body breaks the parser in the same packet', async () => {
    await using listening = await startListener();
    const request =
      'POST /hooks/test HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked';
    const answers = await exchangeRaw(listening.port, `${request}\r\n\r\nzz\r\n{}`);
    expect(answers.map(({ status }) => status)).toEqual([415]);
  });
});

test.each(['Test', 'no_such', '-test', '__proto__', 'constructor', 'a'.repeat(64)])(
  '/hooks/%s is answered like any unknown source, and counts for none',
  async (name) => {
    await using listening = await startListener();
    const response = await fetch(`${listening.url}/hooks/${name}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(listening.refused).toMatchObject([{ unknownSource: true }]);
    expect(listening.counted).toEqual([]);
  },
);
